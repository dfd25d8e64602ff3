"""Contacts: unique names, archived ones that cannot be touched, fields that stay."""

import pytest
from xero_user import Sandbox, Xero, said

ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)


def name_taken(name: str) -> str:
    return (
        f"The contact name {name} is already assigned to another contact. "
        "The contact name must be unique across all active contacts."
    )


def test_a_new_contact_answers_with_all_slots(xero: Xero):
    made = xero.put("Contacts", {"Name": "Tūī Bakery", "EmailAddress": "a@b.example"})[
        0
    ]
    assert [a["AddressType"] for a in made["Addresses"]] == ["POBOX", "STREET"]
    assert {p["PhoneType"] for p in made["Phones"]} == {
        "DDI",
        "DEFAULT",
        "FAX",
        "MOBILE",
    }
    assert made["Addresses"][0]["City"] == ""
    assert made["ContactStatus"] == "ACTIVE"
    assert made["HasValidationErrors"] is False
    assert made["UpdatedDateUTC"].endswith("+0000)/")
    assert "StatusAttributeString" in made


def test_a_taken_name_is_refused_in_any_case_and_the_call_is_400(xero: Xero):
    answer = xero.call("PUT", "Contacts", {"Name": "RIDGEWAY university"})
    assert answer.status_code == 400
    body = answer.json()
    assert (body["ErrorNumber"], body["Type"]) == (10, "ValidationException")
    assert body["Message"] == "A validation exception occurred"
    element = body["Elements"][0]
    assert element["ContactID"] == "00000000-0000-0000-0000-000000000000"
    assert element["HasValidationErrors"] is True
    assert element["ValidationErrors"] == [
        {"Message": name_taken("Ridgeway University")}
    ]


def test_a_name_that_differs_in_accents_only_is_taken_too(xero: Xero):
    refused = xero.put("Contacts", {"Name": "Cafe Etoile"})[0]
    assert said(refused) == [name_taken("Café Étoile")]


def test_an_archived_name_is_free(xero: Xero):
    made = xero.put("Contacts", {"Name": "Boom FM"})[0]
    assert made["StatusAttributeString"] == "OK"


def test_one_refused_element_does_not_stop_its_neighbours(xero: Xero):
    first, second, third = xero.put(
        "Contacts", {"Name": "First"}, {"Name": "Rex Media Group"}, {"Name": "Third"}
    )
    assert first["StatusAttributeString"] == third["StatusAttributeString"] == "OK"
    assert said(second) == [name_taken("Rex Media Group")]
    assert second["Name"] == "Rex Media Group"
    assert len(xero.get("Contacts", where='Name=="First" OR Name=="Third"')) == 2


def test_with_errors_summarized_nothing_of_the_call_is_saved(xero: Xero):
    body = {"Contacts": [{"Name": "First"}, {"Name": "Rex Media Group"}]}
    assert xero.call("PUT", "Contacts", body).status_code == 400
    assert xero.get("Contacts", where='Name=="First"') == []


def test_post_by_number_and_by_name_edits_what_is_there(xero: Xero):
    made = xero.put("Contacts", {"Name": "Numbered", "ContactNumber": "odoo-7"})[0]
    by_number = xero.post(
        "Contacts", {"ContactNumber": "odoo-7", "EmailAddress": "n@b.example"}
    )[0]
    by_name = xero.post("Contacts", {"Name": "numbered", "FirstName": "Nia"})[0]
    assert made["ContactID"] == by_number["ContactID"] == by_name["ContactID"]
    assert by_name["EmailAddress"] == "n@b.example"
    found = xero.get("Contacts/odoo-7")[0]
    assert found["FirstName"] == "Nia"


def test_a_contact_number_belongs_to_one_contact_even_an_archived_one(xero: Xero):
    refused = xero.put("Contacts", {"Name": "Someone", "ContactNumber": "OLD-17"})[0]
    assert said(refused) == [
        "Another contact has this contact number. "
        "Please enter a different contact number."
    ]


def test_an_archived_contact_takes_nothing_not_even_restoring(xero: Xero):
    boom = xero.contact("Boom FM")
    refused = xero.post(
        "Contacts", {"ContactID": boom["ContactID"], "ContactStatus": "ACTIVE"}
    )[0]
    assert said(refused) == [ARCHIVED]
    assert refused["ContactStatus"] == "ACTIVE", "the echo shows what was asked"
    assert xero.contact("Boom FM")["ContactStatus"] == "ARCHIVED"


def test_archiving_works_with_open_documents_and_hides_the_contact(xero: Xero):
    contact = xero.contact("Marlborough Cellars Ltd")
    done = xero.post(
        "Contacts", {"ContactID": contact["ContactID"], "ContactStatus": "ARCHIVED"}
    )[0]
    assert done["ContactStatus"] == "ARCHIVED"
    assert xero.get("Contacts", IDs=contact["ContactID"]) == []
    shown = xero.get("Contacts", IDs=contact["ContactID"], includeArchived="True")
    assert len(shown) == 1
    assert (
        xero.get(f"Contacts/{contact['ContactID']}")[0]["ContactStatus"] == "ARCHIVED"
    )


def test_what_is_left_out_stays_and_an_empty_text_erases(xero: Xero):
    contact = xero.contact("Greenstone Legal")
    changed = xero.post(
        "Contacts", {"ContactID": contact["ContactID"], "EmailAddress": ""}
    )[0]
    assert "EmailAddress" not in changed
    assert changed["TaxNumber"] == contact["TaxNumber"]
    assert changed["Addresses"] == contact["Addresses"]


def test_contact_persons_are_replaced_as_a_list(xero: Xero):
    persons = [{"FirstName": f"P{n}", "EmailAddress": "p@b.example"} for n in range(3)]
    made = xero.put("Contacts", {"Name": "People", "ContactPersons": persons})[0]
    fewer = {"ContactID": made["ContactID"], "ContactPersons": persons[:1]}
    assert len(xero.post("Contacts", fewer)[0]["ContactPersons"]) == 1
    many = {"Name": "Many", "ContactPersons": persons * 2}
    assert said(xero.put("Contacts", many)[0])


@pytest.mark.parametrize(
    "email", ["müller@b.example", "a@b.example, c@d.example", "none", "a b@c.example"]
)
def test_the_email_is_one_ascii_address(xero: Xero, email: str):
    refused = xero.put("Contacts", {"Name": "Mail", "EmailAddress": email})[0]
    assert said(refused) == ["Email address must be valid."]


@pytest.mark.parametrize("name", ["", "a <b>", " lead", "trail ", "two  spaces"])
def test_bad_names_are_refused(xero: Xero, name: str):
    assert said(xero.put("Contacts", {"Name": name})[0])


def test_a_contact_needs_a_name(xero: Xero):
    refused = xero.put("Contacts", {"ContactNumber": "12345"})[0]
    assert said(refused) == ["Contact Name cannot be empty."]


@pytest.mark.off_contract
@pytest.mark.parametrize(
    "values",
    [
        {"Name": "x" * 256},
        {"Name": "A", "ContactNumber": "x" * 51},
        {"Name": "A", "TaxNumber": "x" * 51},
        {"Name": "A", "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1" * 51}]},
        {"Name": "A", "Addresses": [{"AddressType": "DELIVERY", "City": "x"}]},
        {"Name": "A", "Addresses": [{"AddressType": "STREET", "Country": "N.Z."}]},
    ],
)
def test_limits_of_fields(xero: Xero, values):
    assert said(xero.put("Contacts", values)[0])


def test_customer_and_supplier_are_not_ours_to_set(xero: Xero):
    made = xero.put("Contacts", {"Name": "New", "IsCustomer": True})[0]
    assert made["IsCustomer"] is False
    stamp = made["UpdatedDateUTC"]
    xero.create_invoice(Contact={"ContactID": made["ContactID"]})
    after = xero.get(f"Contacts/{made['ContactID']}")[0]
    assert after["IsCustomer"] is True
    assert after["UpdatedDateUTC"] == stamp, "it does not move the stamp"


def test_an_unknown_contact_is_404_for_the_whole_call(xero: Xero):
    unknown = "2f79af6c-5f57-49e8-9e44-301499538add"
    body = {"Contacts": [{"Name": "First"}, {"ContactID": unknown, "Name": "x"}]}
    answer = xero.call("POST", "Contacts", body, summarizeErrors="false")
    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers["content-type"].startswith("text/html")


def test_balances_are_in_paged_and_single_answers_only(xero: Xero):
    contact = xero.contact("Café Étoile")
    assert "Balances" not in contact
    single = xero.get(f"Contacts/{contact['ContactID']}")[0]
    assert single["Balances"]["AccountsReceivable"] == {
        "Outstanding": 189.0,
        "Overdue": 189.0,
    }
    paged = xero.get("Contacts", page="1", IDs=contact["ContactID"])[0]
    assert paged["Balances"] == single["Balances"]


def test_a_merged_contact_still_answers_and_its_stamp_did_not_move(
    sandbox: Sandbox, xero: Xero
):
    before = xero.contact("Lee Family Trust")
    kept = xero.contact("Lee Property Management")
    sandbox.act(
        "merge_contact", contact="Lee Family Trust", into="Lee Property Management"
    )
    after = xero.get(f"Contacts/{before['ContactID']}")[0]
    assert after["MergedToContactID"] == kept["ContactID"]
    assert after["ContactStatus"] == "ARCHIVED"
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]


def test_a_website_that_is_no_address_blocks_every_change(sandbox: Sandbox, xero: Xero):
    """Typed in Xero, where nobody minds; the API takes no such contact any more."""
    row = xero.put("Contacts", {"Name": "Kea Tours"})[0]
    website = {"Website": "kea tours, see Facebook"}
    sandbox.act("edit_contact", contact=row["ContactID"], values=website)
    change = {"ContactID": row["ContactID"], "FirstName": "Ana"}
    assert said(xero.post("Contacts", change)[0]) == ["Website must be valid."]
    mended = {"Website": "https://kea.example"}
    sandbox.act("edit_contact", contact=row["ContactID"], values=mended)
    assert xero.post("Contacts", change)[0]["FirstName"] == "Ana"


def test_summary_only_pages_and_leaves_details_out(xero: Xero):
    answer = xero.call("GET", "Contacts", summaryOnly="true").json()
    assert answer["pagination"]["itemCount"] == 60
    assert "Addresses" not in answer["Contacts"][0]


def test_search_term_finds_by_part_of_name_or_mail(xero: Xero):
    names = [row["Name"] for row in xero.get("Contacts", searchTerm="kapiti")]
    assert names == ["Kāpiti Coast Plumbing"]


def test_the_demo_looks_like_a_real_organisation(xero: Xero):
    rows = xero.get("Contacts", page="1", pageSize="1000")
    mails = [row.get("EmailAddress") for row in rows]
    assert len(rows) == 60
    assert mails.count(None) >= 4
    assert mails.count("lee.family@example.org") == 2
    assert any("ā" in row["Name"] for row in rows)
    everyone = xero.get("Contacts", page="1", includeArchived="true")
    assert len(everyone) == 66


def test_groups_and_their_members(xero: Xero):
    contact = xero.contact("Rex Media Group")["ContactID"]
    body = {"ContactGroups": [{"Name": "VIP"}]}
    made = xero.call("PUT", "ContactGroups", body).json()["ContactGroups"][0]
    path = f"ContactGroups/{made['ContactGroupID']}"
    xero.call("PUT", f"{path}/Contacts", {"Contacts": [{"ContactID": contact}]})
    group = xero.get(path)[0]
    assert [row["ContactID"] for row in group["Contacts"]] == [contact]
    single = xero.get(f"Contacts/{contact}")[0]
    assert [row["Name"] for row in single["ContactGroups"]] == ["VIP"]
    twice = xero.call("PUT", "ContactGroups", body)
    assert twice.status_code == 400
    assert xero.call("DELETE", f"{path}/Contacts/{contact}").status_code == 204
    assert xero.get(path)[0]["Contacts"] == []


def test_no_more_than_a_hundred_groups(xero: Xero):
    body = {"ContactGroups": [{"Name": f"Group {n}"} for n in range(99)]}
    assert xero.call("PUT", "ContactGroups", body).status_code == 200
    answer = xero.call("PUT", "ContactGroups", {"Name": "One more"})
    element = answer.json()["Elements"][0]
    assert element["ValidationErrors"] == [
        {"Message": "You've reached the limit of 100 contact groups."}
    ]
