"""The one catalogue of errors: what went wrong, and what the user can do about it.

Every error that leaves a room is an `InterceptorError` with a `Fault` from the catalogue. Edges turn it into
an exit code, a rejected record or a log line in one place each; nothing else formats errors.
"""

from enum import Enum
from typing import NamedTuple


class _Entry(NamedTuple):
    code: str
    meaning: str
    remedy: str


class Fault(Enum):
    """One kind of fault: a stable code, its meaning, and the remedy that is shown to the user."""

    # --- a message that cannot be read: kept, rejected with the code, and put before a person ---
    EMPTY = _Entry("empty", "the record has no message", "send the bytes of one message")
    TOO_LARGE = _Entry("too_large", "the message is larger than the cap", "split the batch, or raise the cap")
    NOT_TEXT = _Entry("not_text", "the bytes are not text in a known encoding", "send UTF-8, or the bytes as base64")
    NOT_XML = _Entry("not_xml", "the message is not well-formed XML", "send the document as the network carried it")
    DOCTYPE = _Entry("doctype", "the document declares a DOCTYPE", "remove it; ISO 20022 has none")
    NOT_MT = _Entry("not_mt", "the message breaks the MT block grammar", "send blocks 1 to 5 as FIN has them")
    NOT_JSON = _Entry("not_json", "the message is not valid JSON", "send one JSON object")
    UNKNOWN_FORMAT = _Entry("unknown_format", "no known message was found", "set the header `format`")
    MISSING_FIELD = _Entry("missing_field", "a field without which nothing can be scored is absent", "complete it")
    REPEATED_ELEMENT = _Entry(
        "repeated_element",
        "something that may be said once is said twice, and differently",
        "ask the sender which is meant, and have the message sent again",
    )
    BAD_FIELD = _Entry("bad_field", "a field has a value that its type forbids", "correct the value")
    BAD_AMOUNT = _Entry("bad_amount", "the amount is not a positive decimal number", "correct the amount")
    BAD_CURRENCY = _Entry("bad_currency", "the currency is not an ISO 4217 code", "correct the currency")
    BAD_TIME = _Entry("bad_time", "the time is not ISO 8601", "send UTC, such as 2026-03-02T14:03:11Z")
    BAD_RECORD = _Entry("bad_record", "the record does not have the shape of a wire record", "see docs/reference")
    POISON = _Entry("poison", "the record makes the engine fail or die", "look at the bytes with `rejected list`")
    INSTRUCTION = _Entry("instruction", "an answer asks to move money or to follow a link", "treat it as hostile")

    # --- what we send ---
    NOT_VALID_OUT = _Entry("not_valid_out", "an outgoing message breaks its schema", "report this as a bug")
    NO_UETR = _Entry("no_uetr", "this recall needs a UETR and the transfer has none", "use the MT192 or scheme recall")

    # --- cases, ledgers, replies ---
    ILLEGAL_STEP = _Entry("illegal_step", "this answer is not possible in the alert's state", "see the state table")
    UNBALANCED = _Entry("unbalanced", "the ledger would not balance", "check the amounts of the answer")
    UNKNOWN_ALERT = _Entry("unknown_alert", "no alert matches the answer", "check the alert id or original ids")
    UNKNOWN_CASE = _Entry("unknown_case", "no such case", "see `interceptor cases list`")
    UNKNOWN_TASK = _Entry("unknown_task", "the case has no such open task", "see `interceptor cases show`")
    AMBIGUOUS = _Entry("ambiguous", "several things match", "give more of the id")
    UNKNOWN_TRANSFER = _Entry("unknown_transfer", "no such transfer in the register", "check the id")
    UNKNOWN_REJECTED = _Entry("unknown_rejected", "no such rejected record", "see `interceptor rejected list`")
    AUDIT_BROKEN = _Entry("audit_broken", "the audit chain does not verify", "keep the file and call the auditor")

    # --- the HTTP interface ---
    NO_KEY = _Entry("no_key", "no valid API key came with the request", "send `Authorization: Bearer KEY`")
    NOT_ALLOWED = _Entry("not_allowed", "the API key does not allow this", "make a key with the scope that is named")
    OTHER_TENANT = _Entry("other_tenant", "the record names another tenant than the API key", "leave `tenant` out")
    UNKNOWN_PATH = _Entry("unknown_path", "there is nothing at this path", "see /openapi.json")
    UNKNOWN_METHOD = _Entry("unknown_method", "the path does not take this method", "see the header `Allow`")
    MEDIA_TYPE = _Entry("media_type", "the body has a type or encoding that is not taken", "see /openapi.json")
    BAD_BODY = _Entry("bad_body", "the body cannot be unpacked, or came too slowly", "send it again whole")
    BAD_PARAMETER = _Entry("bad_parameter", "a parameter has a value that its type forbids", "correct the value")
    TOO_MANY = _Entry("too_many", "the request holds more records than the cap", "send several requests")
    BUSY = _Entry("busy", "more is under way than fits", "send it again after `Retry-After` seconds")
    NOT_READY = _Entry("not_ready", "the log or the store does not answer", "send it again after `Retry-After` seconds")
    NOT_SERVED = _Entry(
        "not_served",
        "no worker of this installation works the tenant",
        "the operator adds it to INTERCEPTOR_TENANTS of workers and server; what is refused until then is not scored",
    )
    STALE_CURSOR = _Entry("stale_cursor", "the cursor is not of this store as it is", "start without `after`")
    UNKNOWN_API_KEY = _Entry("unknown_api_key", "no such API key that is valid", "see `interceptor keys list`")
    OPEN_PLAIN = _Entry(
        "open_plain",
        "keys would travel in the clear",
        "set INTERCEPTOR_HTTP_CERTIFICATE and _KEY, or INTERCEPTOR_HTTP_BEHIND_PROXY where TLS ends before",
    )
    INTERNAL = _Entry("internal", "the program failed on this request", "report this as a bug, with the log's lines")

    # --- data files, settings, services ---
    BAD_DATA = _Entry("bad_data", "a data file of the project is not as it must be", "restore the shipped file")
    BAD_MODEL = _Entry("bad_model", "the model file does not match its digest or schema", "restore the shipped file")
    BAD_POLICY = _Entry("bad_policy", "the policy file is not valid", "correct the named field")
    BAD_SETTING = _Entry("bad_setting", "a setting is not valid", "correct the named setting")
    BAD_KEY = _Entry("bad_key", "the file holds no Ed25519 key in PEM", "give audit.pub, or restore audit.key")
    OTHER_KEY = _Entry(
        "other_key",
        "the last checkpoint of the audit was signed with another key",
        "give that one (`audit_key`), or begin with the new one: `interceptor audit checkpoint --new-key`",
    )
    BAD_PLACE = _Entry("bad_place", "this is no country, IBAN or BIC", "give one, such as HK, a whole IBAN, or a BIC")
    BAD_INPUT = _Entry("bad_input", "the input cannot be opened", "check the path")
    NO_STORE = _Entry("no_store", "there is no store here", "`interceptor run` or `learn` makes one; see --data")
    UNKNOWN_TENANT = _Entry("unknown_tenant", "unknown tenant", "check --tenant; `run`, `score` or `learn` makes one")
    STORE_BUSY = _Entry("store_busy", "another engine has this store open", "end it, or use PostgreSQL for two")
    STORE_FOREIGN = _Entry("store_foreign", "the store belongs to another log or version", "see docs/guides/store.md")
    STORE_DOWN = _Entry("store_down", "the store's database cannot be reached", "start it; work then goes on by itself")
    STORE_SLOW = _Entry("store_slow", "the store's database does not answer in time", "look what holds it up")
    STORE_FULL = _Entry("store_full", "the store's disk is full", "make room; work then goes on by itself")
    STORE_READ_ONLY = _Entry("store_read_only", "the store takes no writes", "let `store` name the primary server")
    STORE_REFUSED = _Entry("store_refused", "the database refuses us", "check `store`: user, password, name, rights")
    STORE_BROKEN = _Entry("store_broken", "the store's tables are not as they must be", "see docs/guides/store.md")
    CONFLICT = _Entry("conflict", "another writer changed the same rows", "none: the batch is run again")
    FENCED = _Entry("fenced", "another worker has taken this partition", "none: this worker lets it go")

    @property
    def code(self) -> str:
        """Stable machine-readable name, used in rejected records, metrics and exit messages."""
        return self.value.code

    @property
    def meaning(self) -> str:
        """One sentence for people."""
        return self.value.meaning

    @property
    def remedy(self) -> str:
        """What the user can do."""
        return self.value.remedy


PASSING = frozenset({Fault.STORE_DOWN, Fault.STORE_SLOW, Fault.STORE_FULL, Fault.STORE_READ_ONLY})
"""Faults of the store that end without a change of ours: wait, and try again."""


class InterceptorError(Exception):
    """Any fault that a user can act on.

    `detail` may name a field, a position or a limit; it never holds names, accounts or message text, since it is
    logged. Tests check that the code is stable.
    """

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.code, detail)
        self.fault = fault
        self.detail = detail

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.fault.meaning}{detail}; {self.fault.remedy}"


class MessageError(InterceptorError):
    """A record or message cannot be read. The record is kept and put before a person; the stream goes on."""


class CaseError(InterceptorError):
    """An act on a case is refused; the case is as it was."""


class StoreError(InterceptorError):
    """The store cannot do what was asked; nothing was written."""


class ConfigError(InterceptorError):
    """A setting, policy, model or data file is not usable; raised at start, never later."""
