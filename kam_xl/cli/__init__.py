"""The command line: one command a file, each loaded only when it is asked for."""

from kam_xl.cli.group import LazyGroup

main = LazyGroup(
    name="kam",
    commands_in={
        "score": "kam_xl.cli.score:score_command",
        "explain": "kam_xl.cli.explain:explain_command",
        "plan": "kam_xl.cli.plan:plan_command",
        "share": "kam_xl.cli.share:share_command",
        "outbox": "kam_xl.cli.outbox:outbox_group",
        "collect": "kam_xl.cli.collect:collect_command",
        "import": "kam_xl.cli.import_:import_command",
        "snapshot": "kam_xl.cli.snapshot:snapshot_command",
        "model": "kam_xl.cli.model:model_group",
        "template": "kam_xl.cli.template:template_group",
        "run": "kam_xl.cli.run:run_command",
        "demo": "kam_xl.cli.demo:demo_command",
        "new": "kam_xl.cli.new:new_command",
        "install": "kam_xl.cli.install:install_command",
        "doctor": "kam_xl.cli.doctor:doctor_command",
        "workbook": "kam_xl.cli.workbook:workbook_group",
    },
)
"""The program `kam`."""
