"""From which sessions the coder of a practice may learn, learning from them, and what the page says of it.

A session counts for a kind of code if a person has gone through it: they coded it whole; or two coded it blind and all on
which they differ is settled; or somebody decided about codes of that kind there, and nothing that Clew proposed
of it waits, but for what lies folded. Only patients who agreed are asked about at all.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from clew.practice import access, coder_tuning, consents
from clew.practice.access import Chart
from clew.practice.actions.double_coding import codes_of
from clew.practice.actions.sessions import read_turns
from clew.practice.actions.tuning import WORK
from clew.practice.consents import Purpose
from clew.practice.errors import PracticeError
from clew.practice.models import (
    Code,
    CoderTuning,
    DoubleCoding,
    Job,
    Outcome,
    Patient,
    Practice,
    Transcript,
    User,
)
from clew.practice.readings.margin import UNSURE_BELOW, family_of, name_of
from clew.practice.roles import May
from clew.practice.schemes import schemes
from clew.therapy.coding import MODEL
from clew.therapy.coding.before_after import Compared, Report, from_numbers
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.limits import Least
from clew.therapy.coding.tuning import TUNABLE, head_of, made_for
from clew.therapy.errors import TherapyError

if TYPE_CHECKING:
    from clew.therapy.coding.labelled import Coded, Settled
    from clew.therapy.coding.learning import Learned

MOST_SESSIONS = 300
"""So many sessions are looked at, the latest first: a few numbers a code need no more (default, not validated)."""

_KINDS = {scheme.value: scheme for scheme in TUNABLE}


@dataclass(frozen=True, slots=True)
class Session:
    """One session that counts: its transcript, and for which kinds of code; of `closed` ones nothing waits."""

    transcript: Transcript
    schemes: frozenset[Scheme]
    closed: frozenset[Scheme]


def least() -> Least:
    """Return how much there must be, as the owner has set it."""
    found: Least = settings.CLEW_TUNING
    return found


def sources(practice: Practice) -> list[Session]:
    """Return the sessions that count, of the patients who agreed; no text is read."""
    agreed = Patient.objects.filter(
        practice=practice, erased_at=None, pk__in=consents.agreeing(Purpose.TUNING)
    )
    rows = Transcript.objects.filter(current=True, patient__in=agreed).defer("turns")
    latest = list(rows.order_by("-session__at", "pk")[:MOST_SESSIONS])
    whole, decided = _decided([row.pk for row in latest])
    twice = _settled_twice([row.pk for row in latest])
    found = []
    for row in latest:
        closed = twice.get(row.pk, frozenset()) | (whole.get(row.pk, frozenset()))
        if kinds := closed | decided.get(row.pk, frozenset()):
            found.append(Session(row, kinds, closed))
    return found


_Kinds = dict[uuid.UUID, frozenset[Scheme]]


def _decided(transcripts: Sequence[uuid.UUID]) -> tuple[_Kinds, _Kinds]:
    """Return the kinds of code by which each was coded whole, and those that were decided about to the end."""
    counted = (
        Code.objects.filter(transcript__in=transcripts)
        .order_by()
        .values("transcript", "scheme")
        .annotate(
            people=Count("pk", filter=~Q(status=Code.Status.PROPOSED)),
            accepted=Count("pk", filter=Q(status=Code.Status.ACCEPTED)),
            waits=Count("pk", filter=Q(status=Code.Status.PROPOSED, confidence__gte=UNSURE_BELOW)),
            at_once=Count("pk", filter=Q(event__action="coding.record")),
        )
    )
    rows = list(counted)
    at_once = {row["transcript"] for row in rows if row["at_once"]}
    whole: _Kinds = {}
    ended: _Kinds = {}
    for row in rows:
        kind, transcript = _KINDS.get(row["scheme"]), row["transcript"]
        if kind is None:
            continue
        if transcript in at_once and row["accepted"]:
            whole[transcript] = whole.get(transcript, frozenset()) | {kind}
        elif row["people"] and not row["waits"]:
            ended[transcript] = ended.get(transcript, frozenset()) | {kind}
    return whole, ended


def _settled_twice(transcripts: Sequence[uuid.UUID]) -> _Kinds:
    """Return the kinds of code by which each was coded by two, with everything settled that either gave."""
    codings = DoubleCoding.objects.filter(
        transcript__in=transcripts, closed_at__isnull=False, withdrawn_at=None
    ).prefetch_related("parts")
    turns: dict[uuid.UUID, set[int]] = {}
    for of, turn in Outcome.objects.filter(coding__in=codings).values_list("coding", "turn"):
        turns.setdefault(of, set()).add(turn)
    found: _Kinds = {}
    for coding in codings:
        scheme = schemes().get(coding.scheme)
        if scheme is None or scheme.version != coding.scheme_version or scheme.family not in TUNABLE:
            continue
        given = {one.turn for part in coding.parts.all() for one in codes_of(part)}
        if given <= turns.get(coding.pk, set()) and set(head_of(scheme.family).codes) <= set(scheme.by_slug):
            found[coding.transcript_id] = found.get(coding.transcript_id, frozenset()) | {scheme.family}
    return found


def _settled(chart: Chart, session: Session) -> Settled:
    from clew.therapy.coding.labelled import Settled

    given, waiting = set(), set()
    rows = chart.rows(Code, to=May.READ_SESSIONS).filter(
        transcript=session.transcript, scheme__in=[kind.value for kind in session.schemes]
    )
    for turn, scheme, code, status in rows.values_list("turn", "scheme", "code", "status"):
        if status == Code.Status.ACCEPTED:
            given.add((turn, Scheme(scheme), code))
        elif status == Code.Status.PROPOSED and Scheme(scheme) not in session.closed:
            waiting.add((turn, Scheme(scheme), code))
    return Settled(session.schemes, frozenset(given), frozenset(waiting))


def work_out(practice: Practice, *, why: str) -> tuple[Learned, dict[uuid.UUID, int]]:
    """Learn from the sessions that count; return what was learned and how many sessions of whom it rests on.

    One record is open at a time, which its log tells, and only numbers are kept from one to the next.

    Raises:
        TooFew: there is too little to learn from.
    """
    # With them come all tables of cues, which a server loads when it first codes.
    from clew.therapy.coding.labelled import read
    from clew.therapy.coding.learning import learn

    found = sources(practice)
    by_patient: dict[uuid.UUID, list[Session]] = {}
    for session in found:
        by_patient.setdefault(session.transcript.patient_id, []).append(session)
    patients = Patient.objects.select_related("key__master", "practice").in_bulk(by_patient)
    coded: list[Coded] = []
    for pk, sessions in by_patient.items():
        chart = access.open_as_system(patients[pk], why=why)
        for session in sessions:
            row = chart.row(Transcript, session.transcript.pk, to=May.READ_SESSIONS)
            settled = _settled(chart, session)
            coded.append(read(read_turns(chart, row), settled, patient=str(pk), session=str(row.session_id)))
            coder_tuning.tell(practice, len(coded), len(found))
    learned = learn(coded, least())
    return learned, dict(Counter(uuid.UUID(one.patient) for one in coded if one.tables))


# -- The page ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One code before and after, as people call it."""

    name: str
    family: str
    figures: Compared


@dataclass(frozen=True, slots=True)
class Made:
    """One tuning in the history: its name, its figures while it has any, and whether it can be used."""

    row: CoderTuning
    name: str
    report: Report | None
    fits: bool

    @property
    def codes(self) -> int:
        """How many codes it changes."""
        return len(self.row.codes)

    @property
    def lines(self) -> list[Line]:
        """The codes that came often enough, those that were learned first, and of these what changes most."""
        compared = self.report.compared if self.report else ()
        order = sorted(compared, key=lambda each: (not each.learned, each.before.f1 - each.after.f1))
        return [Line(name_of(each.scheme, each.code), family_of(each.scheme), each) for each in order]

    @property
    def learned(self) -> list[Line]:
        """Those that it changes."""
        return [line for line in self.lines if line.figures.learned]

    @property
    def kept(self) -> list[Line]:
        """Those that were tried and stay as they came."""
        return [line for line in self.lines if not line.figures.learned]

    @property
    def usable(self) -> bool:
        """Whether it can be chosen."""
        return self.fits and bool(self.row.codes)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a practice stands: what there is to learn from, what is being done, what was learned."""

    practice: Practice
    coder: str
    least: Least
    agreed: int
    patients: int
    sessions: int
    turns: int
    waits: bool
    progress: coder_tuning.Progress | None
    stopped: str
    made: tuple[Made, ...]

    @property
    def name(self) -> str:
        """The coder as it came."""
        return MODEL

    @property
    def enough(self) -> bool:
        """Whether there is enough to learn from."""
        return self.turns >= self.least.turns and self.patients >= self.least.patients

    @property
    def in_use(self) -> Made | None:
        """The tuning that was chosen, whether or not it still fits."""
        return next((one for one in self.made if one.row.in_use), None)


def standing(user: User | AnonymousUser) -> Standing:
    """Return where the practice stands that a person runs.

    Raises:
        NotFound: there is no such practice.
    """
    practice = access.practice_for(user, to=May.TUNE_CODER)
    found = sources(practice)
    waits = Job.objects.filter(done_at=None, kind=WORK, payload__practice=str(practice.pk)).exists()
    made = tuple(_made(row) for row in CoderTuning.objects.filter(practice=practice).select_related("by"))
    return Standing(
        practice,
        made_for(),
        least(),
        Patient.objects.filter(
            practice=practice, erased_at=None, pk__in=consents.agreeing(Purpose.TUNING)
        ).count(),
        len({one.transcript.patient_id for one in found}),
        len(found),
        sum(one.transcript.turn_count for one in found),
        waits,
        coder_tuning.told(practice) if waits else None,
        "" if waits else coder_tuning.reason(practice),
        made,
    )


def numbered(practice: Practice, number: str) -> CoderTuning:
    """Return one tuning of a practice.

    Raises:
        PracticeError: there is none of this number.
    """
    wanted = int(number) if number.isdecimal() and len(number) < 9 else 0
    row = CoderTuning.objects.filter(practice=practice, number=wanted).first()
    if row is None:
        raise PracticeError("Choose one of what the coder learned.")
    return row


def _made(row: CoderTuning) -> Made:
    report = None
    if row.figures:
        report = from_numbers(row.figures)
    fits = row.coder == made_for()
    if fits and row.codes:
        try:
            return Made(row, coder_tuning.read(row).name, report, fits)
        except TherapyError:
            fits = False
    return Made(row, f"tuned {row.made_on:%Y-%m-%d} ({row.number})", report, fits)
