"""What a verb works on: encounters and claims as given, and the kernel for the options."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.cli import streams
from engine.cli.common import Unusable, own_fault, stop
from engine.cli.source import plain_file, read_whole, shown_name

if TYPE_CHECKING:
    from engine.claimed import ClaimedLine
    from engine.encounter import Encounter, Rejected
    from engine.kernel import Kernel, Solved
    from rules_dsl.library import PolicyLibrary


def encounters(file: str) -> Iterator[Encounter | Rejected]:
    """The encounters of a file, good and bad, in order."""
    from engine.encounter import read_encounters

    return read_encounters(read_whole(file), shown_name(file))


def only_one(files: list[str]) -> None:
    """Stops unless the files hold one encounter. Standard input is not read for it."""
    number = sum(len(list(encounters(file))) for file in files if file != "-")
    if number > 1 or (number and "-" in files) or files.count("-") > 1:
        hold = "holds" if len(files) == 1 else "hold"
        raise Unusable(f"a certificate is of one encounter, and {listed_names(files)} {hold} more")


def listed_names(files: list[str]) -> str:
    """The files' names for messages."""
    return ", ".join(shown_name(file) for file in files)


def one_encounter(file: str, id: str) -> Encounter:
    """The only encounter of a file, or the one with the id; stops with what is wrong with it otherwise."""
    from engine.encounter import Rejected, render_rejected

    found = list(encounters(file))
    ids = [each.encounter for each in found]
    if id:
        found = [each for each in found if each.encounter == id]
        if not found:
            from engine.encounter.mistakes import nearest

            near = nearest(id, [known for known in ids if known])
            raise Unusable(
                f"{shown_name(file)} has no encounter {id}" + (f"; did you mean {near}?" if near else "")
            )
    if len(found) != 1:
        names = ", ".join(known or "one without an id" for known in ids[:5]) + (
            ", ..." if len(ids) > 5 else ""
        )
        raise Unusable(
            f"{shown_name(file)} has {len(found)} encounters ({names}); choose one with --encounter ID"
        )
    (encounter,) = found
    if isinstance(encounter, Rejected):
        stop(render_rejected(encounter))
    return encounter


def kernel(
    payer: str = "",
    policies: Path | None = None,
    ptp_table: Path | None = None,
    seconds: float | None = None,
    today: datetime | None = None,
) -> Kernel:
    """The kernel for the options; an unknown payer, a broken policy of the user's or a broken table stops here."""
    from engine.kernel import Kernel
    from engine.solve import SECONDS
    from engine.tables import Tables

    plain_file(ptp_table, "a PTP table (.csv or imported)")
    library = usable_policies(policies) if policies else None
    tables = Tables.default().with_ptp(ptp_table) if ptp_table else None
    day = today.date() if today else None
    found = Kernel(library, tables, SECONDS if seconds is None else seconds, day)
    if payer and payer not in found.library.policies():
        from datetime import date

        from engine.words import nearest

        names = found.payers(date.today())
        near = nearest(payer, names)
        hint = f"did you mean {near}?" if near else "`claimwright payers` lists those at hand"
        raise Unusable(f"no policy is for a payer {payer}; {hint}")
    gc.freeze()  # modules, policies and tables stay to the end
    gc.enable()
    return found


def usable_policies(folder: Path) -> PolicyLibrary:
    """The packaged policies with the user's; stops with every mistake in them."""
    from rules_dsl.library import PolicyLibrary

    if not folder.exists():
        raise Unusable(f"there is no folder {folder}")
    library = PolicyLibrary.load(folder)
    refuse_nothing(library)
    refuse_errors(library)
    return library


def refuse_nothing(library: PolicyLibrary) -> None:
    """Stops when there was nothing to read where the user's policies should be, and says what was looked for."""
    for each in library.nothing_in:
        raise Unusable(f"nothing was read from {each.span.file}: {each.message}; {each.help}")


def refuse_errors(library: PolicyLibrary) -> None:
    """Stops with every error in the policies."""
    from engine.view.text import count
    from rules_dsl.render import full

    errors = [each for each in library.diagnostics if each.severity == "error"]
    if errors:
        streams.flush()
        streams.tell(full(errors, library.sources) + "\n")
        raise Unusable(f"{count(len(errors), 'mistake')} in the policies; nothing was done with them")


def solved(
    kernel: Kernel, encounter: Encounter | Rejected, payer: str, file: str, index: int
) -> Solved | Rejected:
    """The encounter coded or rejected, one rejected already as it is; a fault of ours says which record it met."""
    from engine.attempt import attempt
    from engine.encounter import Rejected
    from engine.tables import TableError
    from rules_dsl.diagnostics import PolicyError

    if isinstance(encounter, Rejected):
        return encounter
    name = shown_name(file)
    try:
        return attempt(kernel, encounter, payer, name, index)
    except (TableError, PolicyError):
        raise
    except Exception as error:
        own_fault(error, f"{name}, record {index}")


def claimed(text: str) -> tuple[ClaimedLine, ...]:
    """The lines of a claim as typed; stops with every mistake in them."""
    from engine.claimed import parse_claim
    from engine.encounter import Rejected, render_rejected

    lines = parse_claim(text)
    if isinstance(lines, Rejected):
        stop(render_rejected(lines))
    return lines


Answer = TypeVar("Answer")


def answered(ask: Callable[[], Answer], encounter: Encounter, file: str) -> Answer:
    """The answer for one encounter; stops when the policies cannot use it."""
    from engine.encounter import Rejected, render_rejected
    from engine.kernel import BadWords

    try:
        return ask()
    except BadWords as error:
        stop(render_rejected(Rejected(encounter.encounter, shown_name(file), 1, None, error.problems)))


def words(kernel: Kernel, payer: str | None, encounter: Encounter) -> Mapping[str, str]:
    """Plain words by code, as the payer's policy has them."""
    return kernel.book(payer or encounter.payer, encounter).plain_words
