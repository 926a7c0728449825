"""The ways in which messages leave: one file each.

| word | file | where messages end |
|---|---|---|
| eml | `eml.py` | as drafts in a folder |
| outlook | `outlook.py` | as drafts in classic Outlook, or sent |
| smtp | `smtp.py` | sent through a mail server |
| graph | `graph.py` | as drafts in Microsoft 365, or sent |
"""

from kam_xl.sharing.transports.eml import EmlDrafts
from kam_xl.sharing.transports.transport import Delivery, Transport

__all__ = ["Delivery", "EmlDrafts", "Transport"]
