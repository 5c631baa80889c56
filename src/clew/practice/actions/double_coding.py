"""Coding a session twice: asking for it, coding blind, being done, and settling what the two gave differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions.base import on_record
from clew.practice.actions.coding import person_of, record_decision
from clew.practice.actions.sessions import read_turns
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import (
    AuditEvent,
    Code,
    CoderPart,
    Decision,
    DoubleCoding,
    GivenCode,
    Outcome,
    Transcript,
    User,
)
from clew.practice.roles import May
from clew.practice.schemes import scheme as scheme_called
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.comparing import Given
from clew.therapy.coding.schemes import CodingScheme, Unit
from clew.therapy.moments import Span
from clew.therapy.transcripts import Transcript as Said

# Proposals below this confidence lie folded, and count as not made. The same default as in the margin.
PROPOSED_FROM = 0.5
LONGEST = 2000  # characters of a reason
SEES_THE_MARGIN = ("session", "session margin", "session search")  # pages, as the log calls them


def ask(
    *,
    chart: Chart,
    transcript: Transcript,
    scheme: str,
    coder: User,
    beside: str = CoderPart.Kind.MARGIN.value,
    why: str = "",
    at: datetime | None = None,
    key: str | None = None,
) -> DoubleCoding:
    """Ask somebody to code a session blind, beside the margin, Clew's proposals or a blind coding of one's own.

    Args:
        chart: the opened record.
        transcript: what is coded.
        scheme: the key of the scheme.
        coder: who is asked; oneself too, beside the margin or the proposals.
        beside: a `CoderPart.Kind`: whose codes the blind ones are compared with.
        why: what it is for, in words.
        at: when it was asked; now unless told.
        key: idempotency key of the form that was sent.

    Raises:
        PracticeError: the person asked cannot open the record, codes beside themselves, nobody speaks whom the scheme
            codes, the margin has no such codes, the transcript is an earlier version, or the same is asked already.
        AlreadyDone: the same `key` was used before.
    """
    by, chosen = person_of(chart), scheme_called(scheme)
    with on_record(
        chart,
        "double_coding.ask",
        to=May.CODE_TWICE,
        of=(transcript,),
        kind="transcript",
        object=transcript.pk,
        detail={"scheme": chosen.key, "coder": coder.pk, "beside": beside},
        key=key,
    ) as event:
        if beside not in CoderPart.Kind.values:
            raise PracticeError("Choose whose codes the blind ones are compared with.")
        if coder not in access.coders(chart):
            raise PracticeError("Only somebody of the care team who reads sessions can code one.")
        if beside == CoderPart.Kind.PERSON and coder.pk == by:
            raise PracticeError(
                "You cannot code beside yourself. Choose somebody else, or compare with the margin."
            )
        if beside != CoderPart.Kind.PERSON and chosen.family is None:
            raise PracticeError("The margin has no codes of this scheme. Let two people code by it.")
        if not transcript.current:
            raise PracticeError("Who spoke was corrected since. Open the session again and ask there.")
        if not any(turn.role in chosen.who for turn in read_turns(chart, transcript).turns):
            raise PracticeError("In this session nobody speaks whom this scheme codes. Say first who is who.")
        waiting = DoubleCoding.objects.filter(
            transcript=transcript, scheme=chosen.key, closed_at=None, withdrawn_at=None
        )
        if waiting.filter(parts__coder=coder).exists():
            raise PracticeError("They are asked already to code this session by this scheme.")
        coding = DoubleCoding(
            patient=chart.patient,
            event=event,
            transcript=transcript,
            scheme=chosen.key,
            scheme_version=chosen.version,
            asked_by_id=by,
            asked_at=at or timezone.now(),
        )
        coding.seal(chart.cipher, why=_words(why))
        coding.save(force_insert=True)
        parts = [(beside, by if beside == CoderPart.Kind.PERSON else None), (CoderPart.Kind.PERSON, coder.pk)]
        if beside != CoderPart.Kind.MACHINE and chosen.family is not None:
            parts.append((CoderPart.Kind.MACHINE, None))
        for place, (kind, who) in enumerate(parts):
            CoderPart.objects.create(
                patient=chart.patient, event=event, coding=coding, place=place, kind=kind, coder_id=who
            )
        return coding


def withdraw(*, chart: Chart, coding: DoubleCoding, key: str | None = None) -> None:
    """Take back that a session is to be coded. What was coded stays, and nobody sees it.

    Raises:
        NotFound: somebody else asked for it.
        PracticeError: it is closed.
        AlreadyDone: the same `key` was used before.
    """
    _call_off(chart, coding, timezone.now(), "double_coding.withdraw", key)


def restore(*, chart: Chart, coding: DoubleCoding, key: str | None = None) -> None:
    """Undo taking it back.

    Raises:
        NotFound: somebody else asked for it.
        PracticeError: it is closed, or somebody who codes it has opened the session since and is blind no more.
        AlreadyDone: the same `key` was used before.
    """
    _call_off(chart, coding, None, "double_coding.restore", key)


def _call_off(chart: Chart, coding: DoubleCoding, at: datetime | None, action: str, key: str | None) -> None:
    with on_record(
        chart, action, to=May.CODE_TWICE, of=(coding,), kind="double_coding", object=coding.pk, key=key
    ):
        if coding.asked_by_id != person_of(chart):
            raise NotFound
        now = DoubleCoding.objects.get(pk=coding.pk)
        if at is None and now.withdrawn_at is not None and opened_by(now, since=now.withdrawn_at):
            raise PracticeError(
                "Somebody who codes it has opened the session meanwhile, with its margin. Ask for a new coding."
            )
        if not DoubleCoding.objects.filter(pk=coding.pk, closed_at=None).update(withdrawn_at=at):
            raise PracticeError("Both are done, so it stays as it is.")


def opened_by(
    coding: DoubleCoding, *, since: datetime | None = None, until: datetime | None = None
) -> set[int]:
    """Return which of the people who code a session had opened its page, as the log tells; by their ids."""
    coders = CoderPart.objects.filter(coding=coding, kind=CoderPart.Kind.PERSON).values("coder")
    looks = AuditEvent.objects.filter(
        patient=coding.patient_id,
        action="record.read",
        kind__in=SEES_THE_MARGIN,
        object=str(coding.transcript.session_id),
        actor__in=coders,
    )
    if since is not None:
        looks = looks.filter(at__gt=since)
    if until is not None:
        looks = looks.filter(at__lt=until)
    return {actor for actor in looks.values_list("actor", flat=True).distinct() if actor is not None}


# -- Coding blind ------------------------------------------------------------------------------------------------------


def give(*, chart: Chart, part: CoderPart, turn: int, code: str, span: Span | None = None) -> bool:
    """Give a code to a turn or to some words of it, or take it off where it stands; return whether it stands now.

    Where a unit has one code, the one that stood there goes.

    Raises:
        NotFound: it is somebody else's part.
        PracticeError: the part is done, or the coding was taken back.
        TherapyError: there is no such code, turn or words, or this turn is not coded by the scheme.
    """
    with _own(chart, part, "double_coding.give") as event:
        chosen = scheme_of(part.coding)
        said = read_turns(chart, part.coding.transcript)
        wanted = Given(turn, chosen.code(code).slug, span)
        check_unit(chosen, said, wanted)
        if span == Span(0, len(said.turns[turn].text)):
            wanted = Given(turn, wanted.code)  # all of its words are the turn
        standing = codes_of(part)
        if wanted in standing:
            _write(chart, part, event, [(wanted, False)])
            return False
        replaced = [] if chosen.several else [one for one in standing if _same_unit(one, wanted)]
        _write(chart, part, event, [*((one, False) for one in replaced), (wanted, True)])
        return True


def undo(*, chart: Chart, part: CoderPart) -> list[int]:
    """Take back the last step of one's own blind coding, and return the turns that it was about.

    Raises:
        NotFound: it is somebody else's part.
        PracticeError: there is nothing to take back, the part is done, or the coding was taken back.
    """
    with _own(chart, part, "double_coding.undo") as event:
        steps: list[list[GivenCode]] = []
        rows: dict[int, list[GivenCode]] = {}
        for row in GivenCode.objects.filter(part=part).order_by("event"):
            rows.setdefault(row.event_id, []).append(row)
        for of_one in rows.values():
            if of_one[0].undoes:
                steps.pop()
            else:
                steps.append(of_one)
        if not steps:
            raise PracticeError("There is nothing to undo.")
        last = [(_given(row), not row.given) for row in steps[-1]]
        _write(chart, part, event, last, undoes=True)
        return sorted({one.turn for one, _ in last})


def finish(*, chart: Chart, part: CoderPart, at: datetime | None = None, key: str | None = None) -> bool:
    """Say that one is done. When everybody is, the coding is closed and both may look; return whether it is.

    Closing copies what stands in the margin, and what Clew proposed, as they are at that moment.

    Raises:
        NotFound: it is somebody else's part.
        PracticeError: the part is done already, or the coding was taken back.
        AlreadyDone: the same `key` was used before.
    """
    now = at or timezone.now()
    with _own(chart, part, "double_coding.finish", key=key) as event:
        part.done_at = now
        part.save(update_fields=["done_at"])
        coding = part.coding
        parts = list(CoderPart.objects.filter(coding=coding))
        if any(one.done_at is None for one in parts if one.kind == CoderPart.Kind.PERSON):
            return False
        for one in parts:
            if one.kind != CoderPart.Kind.PERSON:
                _copy(chart, coding, one, event)
                one.done_at = now
                one.save(update_fields=["done_at"])
        coding.closed_at = now
        coding.save(update_fields=["closed_at"])
        return True


def reopen(*, chart: Chart, part: CoderPart, key: str | None = None) -> None:
    """Go on coding after all, as long as the other is not done and so nothing was seen.

    Raises:
        NotFound: it is somebody else's part.
        PracticeError: the coding is closed, or the part is not done.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        "double_coding.reopen",
        to=May.CODE_TWICE,
        of=(part,),
        kind="coder_part",
        object=part.pk,
        key=key,
    ):
        if part.coder_id != person_of(chart):
            raise NotFound
        open_yet = CoderPart.objects.filter(pk=part.pk, done_at__isnull=False, coding__closed_at=None)
        if not open_yet.update(done_at=None):
            raise PracticeError("The codes of both are open by now, so neither is changed any more.")


def codes_of(part: CoderPart) -> list[Given]:
    """Return the codes that stand in one part, turn by turn."""
    standing: dict[Given, bool] = {}
    for row in GivenCode.objects.filter(part=part).order_by("event"):
        standing[_given(row)] = row.given
    return sorted(
        (one for one, given in standing.items() if given),
        key=lambda one: (one.turn, one.span.start if one.span else -1, one.code),
    )


def scheme_of(coding: DoubleCoding) -> CodingScheme:
    """Return the scheme of a coding. Raises `PracticeError` when it is not here any more, or only in another version."""
    found = scheme_called(coding.scheme)
    if found.version != coding.scheme_version:
        raise PracticeError(
            f"This was begun by version {coding.scheme_version} of '{found.name}', and version {found.version} is here now. "
            "Ask for a new coding."
        )
    return found


def check_unit(scheme: CodingScheme, said: Said, one: Given) -> None:
    """Raise `PracticeError` or `TherapyError` unless a code may stand there by the scheme."""
    if not 0 <= one.turn < len(said.turns):
        raise PracticeError(f"The session has {len(said.turns)} turns, so there is no turn {one.turn + 1}.")
    turn = said.turns[one.turn]
    if turn.role not in scheme.who:
        raise PracticeError(f"'{scheme.name}' does not code what the {turn.role.value} says.")
    if one.span is not None:
        if scheme.unit is Unit.TURN:
            raise PracticeError(f"'{scheme.name}' codes whole turns.")
        one.span.of(turn.text)


@contextmanager
def _own(chart: Chart, part: CoderPart, action: str, *, key: str | None = None) -> Iterator[AuditEvent]:
    """Open the transaction of one step of one's own blind coding, as long as it goes on."""
    with on_record(
        chart, action, to=May.CODE_TWICE, of=(part,), kind="coder_part", object=part.pk, key=key
    ) as event:
        if part.coder_id != person_of(chart):
            raise NotFound
        now = CoderPart.objects.select_related("coding__transcript").get(pk=part.pk)
        if now.coding.withdrawn_at is not None:
            raise PracticeError("Who asked for this coding has taken it back. What you gave is kept.")
        if not now.coding.transcript.current:
            raise PracticeError("Who spoke was corrected since this was asked. It has to be asked for anew.")
        if now.done_at is not None:
            raise PracticeError("You have said that you are done with this coding.")
        yield event


def _given(row: GivenCode) -> Given:
    span = Span(row.start, row.stop) if row.start is not None and row.stop is not None else None
    return Given(row.turn, row.code, span)


def _same_unit(one: Given, other: Given) -> bool:
    if one.turn != other.turn:
        return False
    if one.span is None or other.span is None:
        return True
    return one.span.start < other.span.stop and other.span.start < one.span.stop


def _write(
    chart: Chart,
    part: CoderPart,
    event: AuditEvent,
    steps: Sequence[tuple[Given, bool]],
    *,
    undoes: bool = False,
) -> None:
    GivenCode.objects.bulk_create(
        [
            GivenCode(
                patient=chart.patient,
                event=event,
                part=part,
                turn=one.turn,
                start=one.span.start if one.span else None,
                stop=one.span.stop if one.span else None,
                code=one.code,
                given=given,
                undoes=undoes,
            )
            for one, given in steps
        ],
        batch_size=300,
    )


def _copy(chart: Chart, coding: DoubleCoding, part: CoderPart, event: AuditEvent) -> None:
    """Copy what stands in the margin, or what Clew proposed, as one coder's codes."""
    chosen = scheme_of(coding)
    if chosen.family is None:
        return
    rows = Code.objects.filter(transcript=coding.transcript_id, scheme=chosen.family.value)
    if part.kind == CoderPart.Kind.MARGIN:
        rows = rows.filter(status=Code.Status.ACCEPTED)
    else:
        rows = rows.exclude(model="").filter(confidence__gte=PROPOSED_FROM)
    coded = {turn.index for turn in read_turns(chart, coding.transcript).turns if turn.role in chosen.who}
    found = dict.fromkeys(
        Given(row.turn, row.code) for row in rows.order_by("turn", "code") if row.turn in coded
    )
    _write(chart, part, event, [(one, True) for one in found if one.code in chosen.by_slug])


# -- Settling ----------------------------------------------------------------------------------------------------------


def settle(
    *,
    chart: Chart,
    coding: DoubleCoding,
    turn: int,
    codes: Sequence[Given],
    reason: str,
    at: datetime | None = None,
    key: str | None = None,
) -> Outcome:
    """Settle what one turn shows: the code of one, of both, another, or none. What was settled before is kept.

    Where the codes are Clew's own they stand in the margin, accepted; what stood there of the same kind and was not
    chosen is rejected.

    Raises:
        PracticeError: the coding is not closed, no reason is given, or the codes do not go together.
        TherapyError: a code is not of the scheme, or there are no such words.
        AlreadyDone: the same `key` was used before.
    """
    chosen = scheme_of(coding)
    words = _words(reason)
    if not words:
        raise PracticeError("Say why, in a few words: whoever reads the code later asks just that.")
    with on_record(
        chart,
        "double_coding.settle",
        to=May.CODE,
        of=(coding,),
        kind="double_coding",
        object=coding.pk,
        detail={"turn": turn, "codes": [one.code for one in codes]},
        key=key,
    ) as event:
        transcript = _closed(chart, coding)
        said = read_turns(chart, transcript)
        for one in codes:
            check_unit(chosen, said, one)
            chosen.code(one.code)
            if one.turn != turn:
                raise PracticeError("One turn is settled at a time.")
        if not chosen.several and any(
            _same_unit(one, other) for i, one in enumerate(codes) for other in codes[i + 1 :]
        ):
            raise PracticeError(f"By '{chosen.name}' a unit has one code. Choose one.")
        return _settle(chart, coding, turn, codes, words, event, at or timezone.now(), chosen.family)


def settle_agreed(
    *, chart: Chart, coding: DoubleCoding, at: datetime | None = None, key: str | None = None
) -> int:
    """Settle every turn on which the two gave the very same codes, and return how many; those settled before stay.

    Raises:
        PracticeError: the coding is not closed.
        AlreadyDone: the same `key` was used before.
    """
    chosen = scheme_of(coding)
    with on_record(
        chart,
        "double_coding.settle_agreed",
        to=May.CODE,
        of=(coding,),
        kind="double_coding",
        object=coding.pk,
        key=key,
    ) as event:
        _closed(chart, coding)
        first, second = (
            _by_turn(codes_of(part)) for part in CoderPart.objects.filter(coding=coding).order_by("place")[:2]
        )
        settled = set(Outcome.objects.filter(coding=coding).values_list("turn", flat=True))
        same = [turn for turn, codes in first.items() if second.get(turn) == codes and turn not in settled]
        for turn in same:
            _settle(
                chart, coding, turn, first[turn], "", event, at or timezone.now(), chosen.family, agreed=True
            )
        return len(same)


def _closed(chart: Chart, coding: DoubleCoding) -> Transcript:
    coding.refresh_from_db()
    if coding.closed_at is None:
        raise PracticeError("Settle it when both have said that they are done.")
    if not coding.transcript.current:
        raise PracticeError(
            "Who spoke was corrected since this was coded. Ask for a new coding of the session."
        )
    return coding.transcript


def _by_turn(codes: Sequence[Given]) -> dict[int, list[Given]]:
    found: dict[int, list[Given]] = {}
    for one in codes:
        found.setdefault(one.turn, []).append(one)
    return found


def _settle(
    chart: Chart,
    coding: DoubleCoding,
    turn: int,
    codes: Sequence[Given],
    reason: str,
    event: AuditEvent,
    at: datetime,
    family: Scheme | None,
    *,
    agreed: bool = False,
) -> Outcome:
    outcome = Outcome(
        patient=chart.patient,
        event=event,
        coding=coding,
        turn=turn,
        codes=[
            [one.code, one.span.start if one.span else None, one.span.stop if one.span else None]
            for one in codes
        ],
        agreed=agreed,
        by_id=person_of(chart),
        at=at,
    )
    outcome.seal(chart.cipher, reason=reason)
    outcome.save(force_insert=True)
    if family is not None:
        _into_margin(chart, coding, turn, [one.code for one in codes], event, at, family)
    return outcome


def _into_margin(
    chart: Chart,
    coding: DoubleCoding,
    turn: int,
    wanted: Sequence[str],
    event: AuditEvent,
    at: datetime,
    family: Scheme,
) -> None:
    """Let the margin of a turn have the settled codes of one kind, each with its decision, and no other accepted one."""
    there: dict[str, Code] = {}
    rows = Code.objects.filter(transcript=coding.transcript_id, turn=turn, scheme=family.value)
    for row in rows.exclude(status=Code.Status.REJECTED).order_by("-status"):
        there[row.code] = row  # an accepted code comes last and so counts before a proposal of the same
        if row.status == Code.Status.ACCEPTED and row.code not in wanted:
            record_decision(chart, row, Decision.Verdict.REJECTED, event, at)
    for slug in dict.fromkeys(wanted):
        row_there = there.get(slug)
        if row_there is None:
            Code.objects.create(
                patient=chart.patient,
                event=event,
                transcript_id=coding.transcript_id,
                coder_id=person_of(chart),
                status=Code.Status.ACCEPTED,
                turn=turn,
                scheme=family.value,
                code=slug,
            )
        elif row_there.status == Code.Status.PROPOSED:
            record_decision(chart, row_there, Decision.Verdict.ACCEPTED, event, at)


def _words(text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if len(words) > LONGEST:
        raise PracticeError(f"At most {LONGEST:,} characters fit here. Shorten it.")
    return words
