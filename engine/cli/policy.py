"""`claimwright policy check`, `policy test` and `policy mutate`: for those who write policies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from engine.cli import common, inputs

if TYPE_CHECKING:
    from rules_dsl.diagnostics import Diagnostic
    from rules_dsl.library import PolicyLibrary

app = typer.Typer(
    help="Check and test policy files.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

CHECK = """\b
Examples:
  claimwright policy check
  claimwright policy check my-policies/ --format concise
"""
TEST = """\b
Examples:
  claimwright policy test
  claimwright policy test my-policies/com-c.policy --no-coverage
"""
MUTATE = """\b
Examples:
  claimwright policy mutate payers/dermatology/nails.policy
  claimwright policy mutate my-policies/ --format json
"""
Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH", help="Policy files or folders, beside the packaged ones; those when left out."
    ),
]


def check(
    paths: Paths = None,
    format: Annotated[
        Literal["full", "concise", "json"],
        typer.Option("--format", help="With the lines, one line each, or data."),
    ] = "full",
) -> None:
    """Every mistake in policy files, with its place and what to do about it."""
    from rules_dsl import render

    library = _library(paths)
    mine = _files(library)
    found = [
        each for each in library.diagnostics if not paths or any(p.span.file in mine for p in each.places)
    ]
    if format == "json":
        common.emit_json(render.as_json(found).rstrip("\n"))
    elif format == "concise":
        common.emit_text(render.concise(found))
    else:
        common.emit_text(render.full(found, library.sources) + ("\n" if found else ""))
        for line in _replacements(library) if paths else ():
            common.emit(line)
        common.emit(_summary(len(mine), found))
    if any(each.severity == "error" for each in found):
        raise typer.Exit(common.FINDINGS)


def _replacements(library: PolicyLibrary) -> Iterator[str]:
    """What each `replaces` of the user's files inherits: that is the other author's, under the user's citation."""
    from engine.view.text import columns
    from rules_dsl.vocabulary import CLAUSE_WORDS

    rows = [("Replaces", "Of", "Inherits")]
    for rule, target, kept in library.replacements():
        if rule.statement.span.file in library.given:
            named = ", ".join(CLAUSE_WORDS.get(label, label) for label in kept)
            rows.append((rule.called, target.policy, named or "nothing"))
    if len(rows) > 1:
        yield from columns(rows, indent=0)
        yield ""


def _summary(files: int, found: list[Diagnostic]) -> str:
    from engine.view.text import count

    errors = sum(each.severity == "error" for each in found)
    warnings = len(found) - errors
    start = f"{count(files, 'policy file')}: "
    if not found:
        return start + "no mistakes."
    parts = [count(errors, "error")] if errors else []
    parts += [count(warnings, "warning")] if warnings else []
    return start + ", ".join(parts) + "."


def run_tests_of(
    paths: Paths = None,
    coverage: Annotated[
        bool,
        typer.Option(
            "--coverage/--no-coverage",
            help="Fail when a rule of these files had no part in a test, or a code was never billed.",
        ),
    ] = True,
) -> None:
    """Run the `test` statements of policy files through the engine; every rule must have a part in one."""
    from engine.policy_tests import report, run_tests

    library = _library(paths)
    inputs.refuse_errors(library)
    run = run_tests(library, _files(library))
    common.emit(report(run, common.paint()))
    if not run.outcomes:
        raise common.Unusable("no test was run: these files have no `test` statement")
    if run.faults:
        raise typer.Exit(common.OUR_FAULT)
    if run.failed or (coverage and not run.coverage.complete):
        raise typer.Exit(common.FINDINGS)


def mutate(
    paths: Paths = None,
    format: Annotated[
        Literal["table", "json"], typer.Option("--format", help="A page for people, or data.")
    ] = "table",
) -> None:
    """Change one thing of a rule at a time, and list the changes that no test notices. A minute or more."""
    from engine.mutation.run import MutationRun
    from engine.mutation.told import as_json, report

    library = _library(paths)
    inputs.refuse_errors(library)
    run = MutationRun(library, _files(library))
    if not run.mutants:
        raise common.Unusable("nothing was changed: no rule of these files has a part in any test")
    if not run.seen:
        raise common.Unusable("no test passes: there is nothing that could notice a change")
    left = run.survivors(run.mutants)
    if format == "json":
        common.emit_json(as_json(run, left))
    else:
        common.emit(report(run, left, common.paint()))
    if left:
        raise typer.Exit(common.FINDINGS)


def _library(paths: list[Path] | None) -> PolicyLibrary:
    from rules_dsl.library import PolicyLibrary

    for path in paths or ():
        if not path.exists():
            raise common.Unusable(f"there is no file or folder {path}")
    library = PolicyLibrary.load(*(paths or ()))
    inputs.refuse_nothing(library)
    return library


def _files(library: PolicyLibrary) -> frozenset[str]:
    """The names of the files asked about: the user's, or all the packaged ones."""
    return library.given or frozenset(library.sources)


app.command("check", epilog=CHECK, short_help="Every mistake, with its place.")(common.guarded(check))
app.command("test", epilog=TEST, short_help="Run the `test` statements.")(common.guarded(run_tests_of))
app.command("mutate", epilog=MUTATE, short_help="Changes to the rules that no test notices.")(
    common.guarded(mutate)
)
