"""The buttons of the ribbon, one module for each of its groups.

Each reads the open workbook, lets a job do the work, and shows on Start what came out. A button of the ribbon calls a
Sub of the VBA module KamMacros, which calls the macro of the same name written in lower case.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kam_xl.excel.macros.data_group import check_data, import_accounts
from kam_xl.excel.macros.help_group import run_doctor, show_about, show_guide
from kam_xl.excel.macros.plans_group import (
    check_templates,
    open_plans,
    plans_for_all,
    plans_for_key,
    plans_for_key_and_major,
    plans_for_selected,
)
from kam_xl.excel.macros.score_group import calibrate_model, explain_account, score_accounts, take_snapshot
from kam_xl.excel.macros.share_group import draft_messages, preview_messages, save_manager_copy

BUTTONS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {
        "ScoreAccounts": score_accounts,
        "ExplainAccount": explain_account,
        "CalibrateModel": calibrate_model,
        "TakeSnapshot": take_snapshot,
        "PlansForSelected": plans_for_selected,
        "PlansForKey": plans_for_key,
        "PlansForKeyAndMajor": plans_for_key_and_major,
        "PlansForAll": plans_for_all,
        "OpenPlans": open_plans,
        "CheckTemplates": check_templates,
        "PreviewMessages": preview_messages,
        "DraftMessages": draft_messages,
        "SaveManagerCopy": save_manager_copy,
        "ImportAccounts": import_accounts,
        "CheckData": check_data,
        "RunDoctor": run_doctor,
        "ShowGuide": show_guide,
        "ShowAbout": show_about,
    }
)
"""The macro of each button, by the Sub that the ribbon calls."""

WITHOUT_PYTHON = frozenset({"ShowSettings"})
"""Subs of the ribbon that do their work in VBA alone."""
