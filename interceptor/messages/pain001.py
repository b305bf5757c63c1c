"""pain.001, the customer's order to its bank: several payments, each with its own debtor (research/iso20022.md 4.1)."""

from collections.abc import Sequence
from functools import partial

from lxml import etree

from interceptor.errors import Fault, MessageError
from interceptor.messages.elements import agent, agents, party
from interceptor.messages.leaves import RATE, Settled
from interceptor.messages.pacs008 import (
    CREDITOR,
    DEBTOR,
    PAYMENT_IDS,
    PAYMENT_TYPE,
    PURPOSE,
    SETTLEMENT_DATE,
)
from interceptor.messages.transactions import TRANSACTION, check_count, read_one
from interceptor.messages.walk import Found, collect, steps
from interceptor.transfers.transfer import Item

_PAYMENT = steps(
    {
        **PAYMENT_TYPE,
        **DEBTOR,
        "ReqdExctnDt": SETTLEMENT_DATE,  # plain text before .08
        "ChrgBr": "charge_bearer",
    }
)
_EXECUTION_DATE = steps({"ReqdExctnDt/Dt": SETTLEMENT_DATE, "ReqdExctnDt/DtTm": SETTLEMENT_DATE})

_TRANSACTION = steps(
    {
        **PAYMENT_IDS,
        **PAYMENT_TYPE,
        "Amt/InstdAmt": Settled(),
        "Amt/EqvtAmt/Amt": Settled(),
        "XchgRateInf/XchgRate": RATE,
        "IntrmyAgt1": agents("intermediaries"),
        "IntrmyAgt2": agents("intermediaries"),
        "IntrmyAgt3": agents("intermediaries"),
        "UltmtDbtr": party("ultimate_debtor"),
        **CREDITOR,
        **PURPOSE,
    }
)

_HEADER = steps(
    {
        "MsgId": "message_id",
        "CreDtTm": "created_at",
        "NbOfTxs": "stated_count",
        "InitgPty": party("initiating_party"),
        "FwdgAgt": agent("instructing_agent"),
    }
)

_MESSAGE = steps({"GrpHdr": _HEADER, "PmtInf": _PAYMENT})
_CHILD = steps({TRANSACTION: _TRANSACTION})


def read(body: etree._Element, common: Found, warnings: Sequence[str]) -> list[Item]:
    """The transfers of a `CstmrCdtTrfInitn`, numbered through all its `PmtInf`. The amount is the instructed one.

    Raises `MessageError` (`missing_field`) when there is no transaction at all.
    """
    noted = list(warnings)
    payments: list[tuple[etree._Element, list[etree._Element]]] = []
    for child in body:
        step = _MESSAGE[child.tag]
        if step is _PAYMENT:
            payments.append((child, [element for element in child if _CHILD[element.tag] is _TRANSACTION]))
        elif step is _HEADER:
            collect(child, _HEADER, common, noted)
    total = sum(len(elements) for _, elements in payments)
    if not total:
        raise MessageError(Fault.MISSING_FIELD, "transaction")
    check_count(common.pop("stated_count", None), total, noted)
    items: list[Item] = []
    for payment, elements in payments:
        facts, shared = common.copy(), noted.copy()
        collect(payment, _EXECUTION_DATE, facts, shared)
        collect(payment, _PAYMENT, facts, shared)
        items += [
            read_one(partial(collect, element, _TRANSACTION), index, facts, shared)
            for index, element in enumerate(elements, len(items))
        ]
    return items
