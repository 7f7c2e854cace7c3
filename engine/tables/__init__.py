"""CMS tables by edition: what a code pays, which codes exclude each other, how many units, and how sure that is."""

from engine.tables.addon import AddOnRule, AddOnTable
from engine.tables.editions import Edition, Status, Used
from engine.tables.fees import Amount, FeeRow, FeeSchedule
from engine.tables.full_ptp import SqlitePtpTable, import_full
from engine.tables.gpci import Gpci, GpciTable
from engine.tables.icd10 import Diagnosis, IcdTable
from engine.tables.mue import MueLimit, MueTable
from engine.tables.place_of_service import PlaceOfServiceTable
from engine.tables.ptp import PtpLookup, PtpPair, PtpRow, PtpTable
from engine.tables.source import TableError
from engine.tables.store import Tables

__all__ = [
    "AddOnRule",
    "AddOnTable",
    "Amount",
    "Diagnosis",
    "Edition",
    "FeeRow",
    "FeeSchedule",
    "Gpci",
    "GpciTable",
    "IcdTable",
    "MueLimit",
    "MueTable",
    "PlaceOfServiceTable",
    "PtpLookup",
    "PtpPair",
    "PtpRow",
    "PtpTable",
    "SqlitePtpTable",
    "Status",
    "TableError",
    "Tables",
    "Used",
    "import_full",
]
