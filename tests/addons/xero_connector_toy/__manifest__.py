{
    "name": "Xero Connector Toy",
    "summary": "Proof that another addon can bring a resource; installed by tests only",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Xero Connector contributors",
    "license": "LGPL-3",
    "depends": ["xero_connector"],
    "data": ["security/ir.model.access.csv"],
    "installable": True,
}
