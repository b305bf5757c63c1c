"""The e-mail that ordered the wire (research/indicators.md 1.7 #53 and #54)."""

from interceptor.indicators.declaration import CONTEXT, indicator
from interceptor.indicators.mail_domains import belongs, domain, imitation, is_webmail
from interceptor.indicators.quoting import quote
from interceptor.indicators.subject import Subject
from interceptor.transfers.context import InstructionEmail


def _senders(mail: InstructionEmail) -> list[str]:
    """Domains the mail comes from or answers go to."""
    return [name for name in (domain(mail.from_), domain(mail.reply_to)) if name]


def _imitated(mail: InstructionEmail) -> tuple[str, str] | None:
    """(domain, how it imitates the known one) of the first imitation."""
    known = domain(mail.known_domain)
    if known is None:
        return None
    senders = _senders(mail)
    for name in senders:
        if how := imitation(name, known):
            return name, how
    shown = (mail.display_name or "").casefold()
    if known in shown and senders and not belongs(senders[0], known):
        return senders[0], "is hidden behind a display name with the known domain"
    return None


def _lookalike(subject: Subject, value: float) -> str:
    mail = subject.context.instruction_email
    name, how = (mail and _imitated(mail)) or ("", "")
    return f"The order came from domain {quote(name)}, which {how}: {quote(mail.known_domain if mail else None)}."


@indicator(
    number=53,
    id="sender_domain_lookalike",
    typologies="VEC CEO ATT",
    data="X",
    strength="S",
    source="indicators.md 1.7 #53; F16 K4 K47",
    evidence=_lookalike,
    gate=CONTEXT,
)
def sender_domain_lookalike(subject: Subject) -> float | None:
    """1.0 when a sender or reply-to domain imitates the domain on file; None without either."""
    mail = subject.context.instruction_email
    if mail is None or domain(mail.known_domain) is None or not _senders(mail):
        return None
    return float(_imitated(mail) is not None)


def _authentication_failed(text: str | None) -> bool | None:
    """The context says `pass`, or which check failed (DESIGN 5.1)."""
    if not text:
        return None
    said = text.casefold()
    return "fail" in said or "pass" not in said


def _faults(mail: InstructionEmail) -> list[str] | None:
    """What is wrong with the headers, in words; None when nothing is known of them."""
    known, sender, reply = domain(mail.known_domain), domain(mail.from_), domain(mail.reply_to)
    failed = _authentication_failed(mail.authentication)
    if sender is None and reply is None and failed is None:
        return None
    faults = []
    if sender and reply and not belongs(reply, sender) and not belongs(sender, reply):
        faults.append(f"replies go to another domain ({quote(reply)})")
    if not (known and is_webmail(known)) and any(is_webmail(name) for name in (sender, reply) if name):
        faults.append("free webmail is used")
    if failed:
        faults.append(f"authentication failed ({quote(mail.authentication)})")
    return faults


def _headers(subject: Subject, value: float) -> str:
    mail = subject.context.instruction_email
    return f"Headers of the order's e-mail: {', '.join((mail and _faults(mail)) or ())}."


@indicator(
    number=54,
    id="reply_to_mismatch_or_auth_fail",
    typologies="CEO VEC PAY",
    data="X",
    strength="S",
    source="indicators.md 1.7 #54; FORTRA (57-73 % of observed mail used free webmail)",
    evidence=_headers,
    steps=((1.0, 0.7), (2.0, 1.0)),
    gate=CONTEXT,
)
def reply_to_mismatch_or_auth_fail(subject: Subject) -> float | None:
    """How many of these hold: another reply-to domain, free webmail, failed authentication."""
    mail = subject.context.instruction_email
    faults = _faults(mail) if mail is not None else None
    return None if faults is None else float(len(faults))
