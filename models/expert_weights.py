"""The expert model's numbers: where an indicator differs from its strength, and what pairs say together.

All weights are log-odds. Rows name their cause in research/indicators.md; "estimate" marks our own judgement. Three
kinds of pair: *together* (two findings say more than their sum), *overlap* (two findings are partly one fact and must
not count twice) and *guard* (a look-alike of section 2, or a limit on what a reassuring finding may undo).
"""

from typing import Final, NamedTuple


class Override(NamedTuple):
    """A weight of its own in place of the strength's."""

    weight: float
    source: str


class Pair(NamedTuple):
    """What two indicators add when both have fired, on top of their own weights."""

    first: str
    second: str
    weight: float
    source: str


OVERRIDES: Final[dict[str, Override]] = {
    "known_creditor_new_account": Override(5.2, "55 % of fraud against one genuine change in 330 wires; estimate"),
    "known_creditor_new_agent": Override(0.2, "asked given #1 only: 85 % of fraud, 70 % of genuine changes; estimate"),
    "creditor_account_country_changed": Override(3.0, "asked given #1 only: 11 of 26 cases, 2 % of genuine changes"),
    "payment_stopped_to_old_account": Override(0.0, "a genuine change ends the old account too: no difference"),
    "rapid_follow_on_payment": Override(1.8, "F16 item 10, but a new supplier paid weekly does it as well"),
    "new_creditor_no_history": Override(1.0, "3.3: 25 of 57 cases, but new payees are ordinary; look-alike 2"),
    "creditor_account_new_to_network": Override(1.0, "look-alike 2: nearly every new supplier of a small network"),
    "payee_check_no_match": Override(1.5, "STUDCO: raw mismatch drowns people; strong only on a new account"),
    "payee_check_match": Override(-0.8, "1.2 #11, Norfund and Quanta: the mule account carried the true name"),
    "creditor_account_prior_report": Override(9.0, "1.2 #20, F16 item 4: exact account in a report carries alone"),
    "creditor_agent_mule_prone": Override(1.2, "a rate per agent is a prior on many honest payees; estimate"),
    "debtor_new_country": Override(1.5, "3.3: 20 of 25 new-payee cases, and trade grows; look-alikes 2, 12, 19"),
    "currency_new_for_creditor": Override(1.0, "1.3 #25 is unconfirmed"),
    "amount_continuity_known_creditor": Override(0.0, "1.4 #29: real invoices follow a genuine change as well"),
    "remittance_reference_break": Override(1.0, "1.6 #46 is an estimate"),
    "beneficiary_name_not_account_holder": Override(1.0, "1.8 #59: hundreds to thousands of alerts a day"),
    "callback_verified": Override(-3.5, "look-alike 1; not a full clearance: K2 K11 called numbers of the criminal"),
    "creditor_is_public_authority": Override(
        -1.5, "look-alike 14; tax data and a name at home, both of which the sender writes"
    ),
    "creditor_same_group": Override(-1.0, "look-alike 11; by name, and Pathe and Tecnimont were told of a group deal"),
    "creditor_is_factor_or_collector": Override(
        -1.0, "look-alikes 3 and 15; in full only when others have long paid the account"
    ),
    "client_account_stream": Override(0.0, "look-alike 7: says nothing alone; guards below"),
}

_TOGETHER: Final = (
    Pair("known_creditor_new_account", "payee_check_no_match", 2.4, "summary 3: strong when it fails on a new account"),
    Pair("known_creditor_new_account", "beneficiary_name_not_account_holder", 1.5, "K22; as the payee check"),
    Pair("known_creditor_new_account", "remittance_account_change_language", 0.6, "1.6 #49; K4 K11 K34"),
    Pair("new_creditor_no_history", "payee_check_no_match", 1.0, "summary 3; half the known payee's, estimate"),
    Pair("new_creditor_no_history", "creditor_name_lookalike", 1.0, "K1 K4: a new payee with an old one's name"),
    Pair("debtor_new_country", "creditor_generic_trading_name", 1.6, "1.2 #17: combine with #5 and #24; K11 K20 K26"),
    Pair("debtor_new_country", "third_party_creditor", 1.2, "look-alike 7: third-party payee, foreign account; K11"),
    Pair("amount_outlier_debtor", "creditor_generic_trading_name", 0.8, "K20 K26: large sums to trading shells"),
    Pair("new_creditor_amount_at_or_above_known", "creditor_generic_trading_name", 0.8, "K20 K26 K32"),
    Pair("instruction_by_email", "newly_authorised_initiator", 1.0, "1.9 mandate_takeover; K50"),
    Pair("new_creditor_no_history", "instruction_by_email", 0.6, "1.9 mandate_takeover"),
    Pair("new_creditor_no_history", "debtor_open_alert", 1.5, "1.9 second_strike: another new payee; K30 K39 K53"),
)

_OVERLAP: Final = (
    Pair("known_creditor_new_account", "rapid_follow_on_payment", -0.9, "a supplier goes on being paid after it moves"),
    Pair("known_creditor_new_account", "off_cycle_payment", -0.9, "F16 item 1; a genuine change delays a payment too"),
    Pair("known_creditor_new_account", "creditor_change_age_short", -0.4, "K52 2 days; genuine ones meet a run too"),
    Pair("new_creditor_no_history", "creditor_account_new_to_network", -0.8, "a new supplier is new to all"),
    Pair("creditor_account_country_changed", "creditor_country_account_country_mismatch", -0.8, "one move, seen twice"),
    Pair("new_creditor_amount_at_or_above_known", "amount_outlier_debtor", -0.8, "one large amount"),
    Pair("amount_outlier_debtor", "cumulative_new_creditor_exposure", -0.2, "one large amount"),
    Pair("multiple_new_creditors_burst", "rapid_follow_on_payment", -0.3, "one burst"),
    Pair("third_party_creditor", "ultimate_creditor_further_credit", -1.0, "one further party"),
    Pair("third_party_creditor", "payee_check_no_match", -0.8, "one name that does not fit"),
    Pair("payee_check_no_match", "beneficiary_name_not_account_holder", -0.6, "one name that does not fit"),
    Pair("sender_domain_lookalike", "reply_to_mismatch_or_auth_fail", -1.0, "one forged mail"),
    Pair("instruction_by_email", "reply_to_mismatch_or_auth_fail", -0.4, "one mail"),
    Pair("newly_authorised_initiator", "approval_pattern_anomaly", -0.6, "one user"),
    Pair("creditor_account_recently_opened", "creditor_entity_recently_incorporated", -1.0, "a young firm's account"),
)

_GUARDS: Final = (
    Pair("payee_check_match", "creditor_account_country_changed", 0.8, "1.2 #11: never clears #1 plus #3; K30 K1"),
    Pair("client_account_stream", "new_creditor_no_history", -0.2, "look-alike 7: every payee is new"),
    Pair("client_account_stream", "new_creditor_amount_at_or_above_known", -2.0, "look-alike 7: completions are large"),
    Pair("client_account_stream", "amount_outlier_debtor", -0.2, "look-alike 7"),
    Pair("client_account_stream", "multiple_new_creditors_burst", -3.0, "look-alike 7: every payee is new"),
    Pair("creditor_is_factor_or_collector", "known_creditor_new_account", -1.6, "look-alike 3: assigned receivables"),
    Pair("creditor_is_factor_or_collector", "third_party_creditor", -2.2, "look-alikes 3 and 15"),
    Pair("creditor_is_factor_or_collector", "creditor_account_shared_by_names", -3.0, "look-alikes 3 and 15"),
    Pair("creditor_is_factor_or_collector", "creditor_name_rotating_accounts", -3.0, "look-alike 15: one IBAN a bill"),
    Pair("creditor_is_factor_or_collector", "creditor_agent_mule_prone", -1.0, "look-alike 15"),
    Pair("creditor_same_group", "rapid_follow_on_payment", -0.6, "look-alike 11: sweeps repeat"),
    Pair("creditor_same_group", "cumulative_new_creditor_exposure", -0.6, "look-alike 11"),
    Pair("creditor_same_group", "account_depletion", -0.6, "look-alike 11: a sweep empties the account"),
    Pair("creditor_same_group", "amount_outlier_debtor", -0.3, "look-alike 11"),
    Pair("creditor_is_public_authority", "new_creditor_amount_at_or_above_known", -1.2, "look-alike 14"),
    Pair("creditor_is_public_authority", "amount_outlier_debtor", -0.3, "look-alike 14"),
)

PAIRS: Final[tuple[Pair, ...]] = (*_TOGETHER, *_OVERLAP, *_GUARDS)
