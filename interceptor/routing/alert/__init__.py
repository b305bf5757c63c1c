"""The alert document: one request on one lane to one addressee for one hop (DESIGN 5.5)."""

from interceptor.routing.alert.builder import build
from interceptor.routing.alert.document import Alert, alert_id, json_schema, render, revise
from interceptor.routing.alert.facts import CaseFacts, Onward, PoliceReport, RecallSent, ReportFiled
from interceptor.routing.alert.reader import read

__all__ = [
    "Alert",
    "CaseFacts",
    "Onward",
    "PoliceReport",
    "RecallSent",
    "ReportFiled",
    "alert_id",
    "build",
    "json_schema",
    "read",
    "render",
    "revise",
]
