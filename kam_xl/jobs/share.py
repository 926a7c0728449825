"""The use case of sharing: score a book, write every manager's copy and bring it out with a message."""

from pathlib import Path

from kam_xl.jobs.plan import own_templates
from kam_xl.jobs.score import Progress, Scored
from kam_xl.plans.templates import template_folders
from kam_xl.sharing.compose import MessageTemplates
from kam_xl.sharing.share import Manner, ShareReport, share_book
from kam_xl.sharing.transports.eml import EmlDrafts


def share(scored: Scored, target: Path, progress: Progress = lambda _: None) -> ShareReport:
    """Write manager copies of a scored book into a folder, and a mail draft for each beside it; nothing is sent.

    Raises:
        TemplateError: A template of the messages cannot be used.
        TargetError: The folder cannot be written.
    """
    manner = Manner(movements=scored.movements)
    return share_book(scored.book, target, EmlDrafts(target), message_templates(scored), progress, manner)


def message_templates(scored: Scored) -> MessageTemplates:
    """Give the templates of messages: the team's own, else those that ship.

    Raises:
        TemplateError: The folder of the team's own templates does not exist.
    """
    return MessageTemplates(template_folders(own_templates(scored)))
