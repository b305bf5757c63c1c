"""A record of the topic `wires.reports`: a payer or officer says that a transfer is fraud."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from interceptor.cases.told import Told
from interceptor.errors import Fault, MessageError

_Id = Annotated[str, Field(min_length=1, max_length=140)]
_Sentence = Annotated[str, Field(min_length=1, max_length=300)]
_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Report(BaseModel):
    """Names a transfer by its id, its UETR, or the bank's payment id. The text is kept in the log, never sent on."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)

    transfer_id: _Id | None = None
    uetr: _Id | None = None
    payment_id: _Id | None = None
    basis: Literal["reported", "confirmed"] = "reported"
    dispute: bool = False
    """A genuine contract dispute: never a matter for the police lane."""
    police_report: _Id | None = None
    debtor_contact: _Id | None = None
    """Whom to ask at the payer: a reference in the directory."""
    payer_says: Annotated[tuple[_Sentence, ...], Field(max_length=5)] = ()
    """What the payer says, in neutral sentences: they go into police, FIU and desk alerts."""
    expected_creditor: _Id | None = None
    """Whom the payer meant to pay."""
    ic3_complaint: _Id | None = None
    victim_statement: _Digest | None = None
    """SHA-256 of the sworn statement, which stays with the bank."""
    text: Annotated[str, Field(max_length=20_000)] | None = None

    @property
    def told(self) -> Told:
        """The facts for the case's alerts."""
        return Told(
            debtor_contact=self.debtor_contact,
            payer_says=self.payer_says,
            expected_creditor=self.expected_creditor,
            ic3_complaint=self.ic3_complaint,
            victim_statement=self.victim_statement,
        )


def parse(body: bytes, *, strict: bool = False) -> Report:
    """The report in a JSON record; `strict` takes no `1` for `true`, where the sender can be told.

    Raises `MessageError` (`not_json`, `bad_field`, `missing_field`).
    """
    try:
        report = Report.model_validate_json(body, strict=strict)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if first["type"] == "json_invalid":
            raise MessageError(Fault.NOT_JSON) from None
        raise MessageError(Fault.BAD_FIELD, ".".join(str(part) for part in first["loc"])) from None
    if not (report.transfer_id or report.uetr or report.payment_id):
        raise MessageError(Fault.MISSING_FIELD, "transfer_id")
    return report
