"""What an e-mail address tells of who has it: whose domain it is, and whether one
person reads it."""

from __future__ import annotations

_FREE = frozenset(
    # Everywhere
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com"
    " ymail.com rocketmail.com icloud.com me.com mac.com aol.com aim.com gmx.com"
    " mail.com email.com proton.me protonmail.com pm.me zoho.com yandex.com"
    " fastmail.com fastmail.fm hey.com tutanota.com inbox.com"
    # New Zealand and Australia
    " xtra.co.nz slingshot.co.nz orcon.net.nz vodafone.co.nz clear.net.nz"
    " paradise.net.nz ihug.co.nz actrix.co.nz windowslive.com inspire.net.nz"
    " outlook.co.nz hotmail.co.nz yahoo.co.nz kinect.co.nz farmside.co.nz"
    " bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au"
    " internode.on.net westnet.com.au dodo.com.au ozemail.com.au adam.com.au"
    " yahoo.com.au hotmail.com.au outlook.com.au live.com.au aapt.net.au"
    " iprimus.com.au netspace.net.au telstra.com"
    # The United Kingdom and Ireland
    " btinternet.com btopenworld.com talktalk.net sky.com virginmedia.com"
    " ntlworld.com blueyonder.co.uk tiscali.co.uk hotmail.co.uk live.co.uk"
    " yahoo.co.uk outlook.ie eircom.net"
    # North America
    " comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net"
    " charter.net earthlink.net shaw.ca rogers.com sympatico.ca telus.net bell.net"
    " videotron.ca hotmail.ca yahoo.ca live.ca optonline.net frontier.com"
    # Europe
    " gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de orange.fr"
    " wanadoo.fr free.fr sfr.fr laposte.net hotmail.fr live.fr yahoo.fr libero.it"
    " virgilio.it tin.it alice.it hotmail.it yahoo.it ziggo.nl kpnmail.nl planet.nl"
    " hetnet.nl telenet.be skynet.be bluewin.ch seznam.cz wp.pl o2.pl onet.pl"
    " interia.pl telia.com online.no yahoo.de yahoo.es hotmail.es hotmail.de"
    # Asia and Africa
    " qq.com 163.com 126.com sina.com yahoo.co.in rediffmail.com yahoo.co.jp"
    " naver.com singnet.com.sg mweb.co.za telkomsa.net vodamail.co.za"
    " iafrica.com webmail.co.za yahoo.com.sg yahoo.com.hk".split()
)

_SHARED = frozenset(
    "account accounting accounts accountspayable accountsreceivable admin"
    " administration ap ar billing bookings bookkeeper bookkeeping contact contactus"
    " enquiries enquiry enquire finance hello help hr info inquiries invoice invoices"
    " invoicing mail manager marketing noreply office orders payables payments payroll"
    " post purchasing reception remittance remittances reservations sales secretary"
    " service shop statements store suppliers support team treasurer webmaster"
    " workshop buchhaltung kontakt comptabilite".split()
)


def is_free(domain: str) -> bool:
    """Whether anybody may have an address there: it tells nothing of a company."""
    return domain in _FREE


def own_domain(address: str) -> str:
    """The domain of an address, or "" where it tells nothing of who has it."""
    domain = address.rpartition("@")[2]
    return "" if is_free(domain) else domain


def is_shared(address: str) -> bool:
    """Whether it is an office's ("accounts@", "info.nz@"), rather than a person's."""
    local = address.partition("@")[0].partition("+")[0]
    first = local.replace("-", ".").replace("_", ".").partition(".")[0]
    return not is_free(address.rpartition("@")[2]) and (
        local in _SHARED or first in _SHARED
    )
