"""A patient's record with something in every table, built only by actions; for tests that try every action."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions import (
    answering,
    coding,
    double_coding,
    entries,
    episodes,
    formulation,
    guidance,
    journal,
    measures,
    meetings,
    messages,
    notes,
    people,
    plan,
    portal,
    sessions,
    together,
)
from clew.practice.actions.episodes import ComponentDraft, EpisodeDraft
from clew.practice.models import (
    CareTeamMember,
    Code,
    CoderPart,
    Consent,
    Decision,
    Enrolment,
    GivenCode,
    Goal,
    Invitation,
    ModuleStep,
    Practice,
    ProgrammeAnswer,
    User,
)
from clew.practice.roles import May, RoleName
from clew.therapy.coding.comparing import Given
from clew.therapy.moments import Place

FIRST = datetime(2026, 1, 8, 10, 0, tzinfo=UTC)
SAID = b"""T: How was the week?

P: I cancelled on Dan again. I wanted him to see how bad it was, but he just looked at his phone, and I felt stupid.

T: What did you do then?

P: I left. It is always like that with my father too.

T: What goes on in you now?

P: I am sad, and a little angry with you for asking.
"""


class Scene:
    """Rows by name. Each is read anew when asked for, so that a test never sees what an earlier one changed."""

    def __init__(self, chart: Chart) -> None:
        self._rows: dict[str, tuple[type[models.Model], Any]] = {}
        self._patient, self._by = chart.patient.pk, chart.by

    def keep(self, **rows: models.Model) -> None:
        for name, row in rows.items():
            self._rows[name] = (type(row), row.pk)

    def has(self, name: str) -> bool:
        """Whether a row is kept under a name and still there."""
        model, pk = self._rows.get(name, (None, None))
        return model is not None and model._default_manager.filter(pk=pk).exists()

    def __getattr__(self, name: str) -> Any:
        model, pk = self._rows[name]
        return model._default_manager.get(pk=pk)

    @property
    def chart(self) -> Chart:
        return self.opened_by(self._by)

    def opened_by(self, user: User | None, to: May = May.SEE_COURSE) -> Chart:
        return access.open_record(user, self._patient, to=to, view="test")

    def name_of(self, row: models.Model) -> str:
        """The name under which a row is kept."""
        return next(name for name, (_, pk) in self._rows.items() if pk == row.pk)


def build(practice: Practice, name: str, anna: User, ben: User) -> Scene:
    """Admit a patient and fill their record."""
    patient = people.admit_patient(
        practice=practice, name=name, born=date(1990, 5, 1), by=anna, clinician=anna
    )
    chart = access.open_record(anna, patient.pk, to=May.MANAGE_TEAM, view="test")
    people.join_team(chart=chart, user=ben, relation=RoleName.SUPERVISOR)
    scene = fill(chart)
    _codes_blind(scene, anna, ben)
    return scene


def _codes_blind(scene: Scene, anna: User, ben: User) -> None:
    """The clinician is asked to code beside Clew's proposals, and is done beside somebody who is not."""
    chart = scene.chart
    asked = {"chart": chart, "transcript": scene.transcript}
    mine = double_coding.ask(**asked, scheme="interventions", coder=anna, beside="machine")
    part = CoderPart.objects.get(coding=mine, coder=anna)
    double_coding.give(chart=chart, part=part, turn=0, code="question")
    both = double_coding.ask(**asked, scheme="defense-levels", coder=ben, beside="person")
    done = CoderPart.objects.get(coding=both, coder=anna)
    double_coding.finish(chart=chart, part=done)
    scene.keep(mine=mine, my_part=part, my_done_part=done)


def fill(chart: Chart, mark: str = "") -> Scene:
    """Fill an opened record, each text in it ending with `mark`. Its care team has a supervisor already."""
    scene = Scene(chart)
    course = plan.open_course(chart=chart, starts_on=FIRST.date(), reason="Low since the autumn." + mark)
    held = plan.plan_session(chart=chart, course=course, at=FIRST)
    later = plan.plan_session(chart=chart, course=course, at=FIRST + timedelta(days=7))
    transcript = sessions.import_transcript(
        chart=chart, session=held, data=SAID + mark.encode(), name="session.txt"
    )
    twice = plan.plan_session(chart=chart, course=course, at=FIRST + timedelta(days=14))
    withdrawn = sessions.import_transcript(
        chart=chart, session=twice, data=SAID + mark.encode(), name="session.txt"
    )
    sessions.withdraw_transcript(chart=chart, transcript=withdrawn)
    code = coding.add(chart=chart, transcript=transcript, turn=1, scheme="affect", code="shame")
    episode = episodes.mark_episode(chart=chart, transcript=transcript, draft=told(mark=mark))
    administration = measures.enter(
        chart=chart, course=course, instrument="phq-9", answers=[1] * 8 + [0, 1], at=FIRST
    )
    dangerous = measures.enter(
        chart=chart, course=course, instrument="phq-9", answers=[2] * 10, at=FIRST + timedelta(days=7)
    )
    draft = notes.save_draft(chart=chart, session=held, kind="process", text="I grew impatient." + mark)
    signed = notes.save_draft(chart=chart, session=held, kind="progress", text="Talked about Dan." + mark)
    notes.sign(chart=chart, note=signed)
    notes.correct(chart=chart, note=signed, text="Talked about Dan, at length." + mark, reason="More exact.")
    measures.enter(
        chart=chart,
        course=course,
        instrument="gad-7",
        answers=[1] * 7,
        at=FIRST,
        replaces=measures.enter(chart=chart, course=course, instrument="gad-7", answers=[2] * 7, at=FIRST),
    )
    hypothesis = formulation.propose_hypothesis(
        chart=chart,
        course=course,
        statement="Leaves before being left." + mark,
        moments=[formulation.MomentRef(transcript, 1)],
    )
    formulation.write_formulation(chart=chart, course=course, text="He expects to be overlooked." + mark)
    formulation.choose_theme(chart=chart, course=course, kind="W", category="be_understood")
    entry = entries.write_entry(
        chart=chart,
        course=course,
        form="stressor",
        values={"event": "Lost the flat." + mark, "when": "2025-09", "loss": 2, "humiliation": 3},
        moments=[formulation.MomentRef(transcript, 1, 2, 11)],
    )
    withdrawn_entry = entries.withdraw_entry(
        chart=chart,
        entry=entries.write_entry(
            chart=chart, course=course, form="stressor", values={"event": "Moved." + mark}
        ),
    )
    task = entries.write_entry(
        chart=chart, course=course, form="task", values={"what": "Ring each other." + mark, "who": "both"}
    )
    done = entries.write_entry(
        chart=chart,
        course=course,
        form="task",
        values={"what": "A letter." + mark, "done_on": "2026-01-09", "outcome": "Sent." + mark},
    )
    slot = entries.write_entry(
        chart=chart,
        course=course,
        form="slot",
        values={"weekday": "thursday", "time": "10:00", "start": "2026-01-08", "sessions": 5},
    )
    scene.keep(
        **_written(chart, mark),
        entry=entry,
        slot=slot,
        task=task,
        done=done,
        withdrawn_entry=withdrawn_entry,
        patient=chart.patient,
        practice=chart.patient.practice,
        anna=chart.by,
        ben_there=CareTeamMember.objects.get(patient=chart.patient, relation="supervisor", ended_at=None),
        course=course,
        held=held,
        later=later,
        transcript=transcript,
        withdrawn=withdrawn,
        code=code,
        episode=episode,
        administration=administration,
        alert=dangerous.alerts.get(),
        draft=draft,
        signed=signed,
        hypothesis=hypothesis,
        goal=plan.agree_goal(
            chart=chart,
            course=course,
            kind="symptom",
            agreed_on=FIRST.date(),
            patient_words="To sleep." + mark,
        ),
        old_goal=_of_an_older_version(chart, course, mark),
        invitation=_invitation(chart),
        event=plan.note_event(
            chart=chart, course=course, kind="stressor", on=FIRST.date(), text="Lost the flat." + mark
        ),
        medication=_prescribe(scene, course, chart.by, mark),
        **_in_a_programme(chart, course, mark),
        **_coded_twice(chart, transcript, mark),
        **_asked(chart, course),
        **_written_to_each_other(chart, course, mark),
        proposal=Code.objects.filter(transcript=transcript, status=Code.Status.PROPOSED).first(),
        decision=_decide(chart, transcript),
    )
    return scene


def _coded_twice(chart: Chart, transcript: Any, mark: str) -> dict[str, models.Model]:
    """The supervisor coded it blind beside the margin, both are done, and one turn is settled."""
    ben = CareTeamMember.objects.get(patient=chart.patient, relation="supervisor", ended_at=None).user
    coded = double_coding.ask(
        chart=chart,
        transcript=transcript,
        scheme="interventions",
        coder=ben,
        why="For the seminar." + mark,
        at=FIRST,
    )
    his = access.open_record(ben, chart.patient.pk, to=May.CODE_TWICE, view="test")
    part = CoderPart.objects.get(coding=coded, coder=ben)
    double_coding.give(chart=his, part=part, turn=0, code="encouragement_to_elaborate")
    double_coding.finish(chart=his, part=part, at=FIRST)
    outcome = double_coding.settle(
        chart=chart,
        coding=coded,
        turn=0,
        codes=[Given(0, "question")],
        reason="He asks, no more." + mark,
        at=FIRST,
    )
    given = GivenCode.objects.filter(part=part).get()
    return {"coding": coded, "coder_part": part, "given_code": given, "outcome": outcome}


def _written(chart: Chart, mark: str) -> dict[str, models.Model]:
    """What the patient wrote: a shared text, one that was taken away, one for the patient alone."""
    own = access.open_as_system(chart.patient, why="test")
    away = journal.write(chart=own, text="A row with Dan." + mark, on=FIRST.date(), at=FIRST)
    return {
        "writing": journal.write(
            chart=own,
            text="I dreamt of a house." + mark,
            kind="dream",
            shared=True,
            on=FIRST.date(),
            at=FIRST,
        ),
        "taken_away": journal.take_away(chart=own, entry=away, at=FIRST),
        "private_writing": journal.write(
            chart=own, text="Not for anybody." + mark, on=FIRST.date(), at=FIRST
        ),
    }


def joined(scene: Scene) -> Scene:
    """Treat the patient together with another of the same clinician: a couple with one meeting, held last week."""
    if scene.has("joint"):
        return scene
    chart = scene.chart
    other = people.admit_patient(
        practice=chart.patient.practice, name="Rolf Sand", by=chart.by, clinician=chart.by
    )
    charts = [chart, access.open_record(chart.by, other.pk, to=May.PLAN, view="test")]
    joint = together.begin_joint(charts=charts, kind="couple", starts_on=FIRST.date())
    meeting = meetings.plan_meeting(charts=charts, joint=joint, at=FIRST + timedelta(days=21))
    scene.keep(joint=joint, meeting=meeting, partner=other)
    return scene


def _in_a_programme(chart: Chart, course: Any, mark: str) -> dict[str, models.Model]:
    """The patient works on the first module of Clew's own programme, finished it, and agrees to that; with a weekly chat.

    The rows are made as the actions make them: beginning one for good needs verified crisis contacts.
    """
    of = {"patient": chart.patient, "event": course.event}
    Consent.objects.create(**of, purpose="programme", given=True, version="1", by=chart.by, at=FIRST)
    enrolment = Enrolment.objects.create(
        **of,
        course=course,
        programme="own-thread",
        version="1",
        language="en",
        starts_on=FIRST.date(),
        by=chart.by,
    )
    for kind in (ModuleStep.Kind.OPENED, ModuleStep.Kind.FINISHED):
        ModuleStep.objects.create(**of, enrolment=enrolment, module="begin", kind=kind, at=FIRST)
    answer = ProgrammeAnswer(
        **of, enrolment=enrolment, module="begin", exercise="goals", field="wishes", at=FIRST
    )
    answer.seal(chart.cipher, text="To say what I want." + mark)
    answer.save(force_insert=True)
    guidance.arrange(chart=chart, enrolment=enrolment, module="begin", change="unlock", at=FIRST)
    guidance.give_feedback(
        chart=chart,
        enrolment=enrolment,
        module="begin",
        text="I read it twice." + mark,
        minutes=12,
        at=FIRST + timedelta(days=1),
    )
    slot = guidance.set_chat_slot(
        chart=chart, course=course, weekday=1, at=time(18), minutes=30, from_on=FIRST.date()
    )
    return {"enrolment": enrolment, "chat_slot": slot, "programme_answer": answer}


def _asked(chart: Chart, course: Any) -> dict[str, models.Model]:
    """Questionnaires asked of the patient: one waits, one is half filled in with the second stage, one is kept back."""
    Consent.objects.create(
        patient=chart.patient,
        event=course.event,
        purpose="questionnaires",
        given=True,
        version="1",
        by=chart.by,
        at=FIRST,
    )
    own = replace(chart, may=chart.may | {May.WRITE_OWN})
    day = FIRST.date()
    asked = {"chart": chart, "course": course, "from_on": day}
    ask = answering.ask(**asked, instrument="gad-7", every_days=7)
    withdrawn = answering.withdraw_ask(chart=chart, ask=answering.ask(**asked, instrument="phq-2"))
    begun = answering.begin(chart=own, what=answering.ask(**asked, instrument="phq-9"), now=FIRST)
    answering.give(chart=own, answering=begun, item=8, answer=1, now=FIRST)
    second = answering.begin(chart=own, what=begun, now=FIRST)
    answering.give(chart=own, answering=second, item=0, answer=1, now=FIRST)
    check_in = answering.ask(**asked, instrument="alliance-check-in")
    rated = answering.begin(chart=own, what=check_in, now=FIRST)
    answering.give(chart=own, answering=rated, item=0, answer=3, now=FIRST)
    kept = answering.finish(chart=own, answering=rated, visibility="not", now=FIRST)
    return {"ask": ask, "withdrawn_ask": withdrawn, "begun": begun, "second_stage": second, "kept_back": kept}


def _invitation(chart: Chart) -> Invitation:
    """An invitation from before the patient had an account, whose link nobody knows."""
    now = timezone.now()
    return Invitation.objects.create(
        patient=chart.patient,
        event=chart.patient.event,
        token_hash=uuid.uuid4().hex,
        code_hash="!",
        made_by=chart.by,
        made_at=now,
        expires_at=now + timedelta(days=7),
    )


def invited(scene: Scene) -> str:
    """The link of an open invitation: of the other patient of the couple, or of somebody who has no sign-in either."""
    if not joined(scene).has("partner"):
        chart = scene.chart
        guest = people.admit_patient(
            practice=chart.patient.practice, name="Rolf Sand", by=chart.by, clinician=chart.by
        )
        scene.keep(partner=guest)
    chart = access.open_record(scene.anna, scene.partner.pk, to=May.INVITE, view="test")
    return portal.invite(chart=chart).token


def _written_to_each_other(chart: Chart, course: Any, mark: str) -> dict[str, models.Model]:
    """A conversation with a question and an answer that both have opened, and one that was closed."""
    Consent.objects.create(
        patient=chart.patient,
        event=course.event,
        purpose="messages",
        given=True,
        version="1",
        by=chart.by,
        at=FIRST,
    )
    own = replace(chart, may=chart.may | {May.WRITE_OWN, May.READ_OWN})
    thread = messages.open_thread(
        chart=own, course=course, subject="Next week" + mark, text="Can we meet later?" + mark, at=FIRST
    )
    messages.mark_read(chart=chart, thread=thread, now=FIRST)
    messages.write(chart=chart, thread=thread, text="Yes, at six." + mark, minutes=3, at=FIRST)
    messages.mark_read(chart=own, thread=thread, now=FIRST)
    closed = messages.open_thread(chart=chart, course=course, subject="", text="Welcome." + mark, at=FIRST)
    messages.close_thread(chart=chart, thread=closed, at=FIRST)
    return {"thread": thread, "closed_thread": closed}


def _of_an_older_version(chart: Chart, course: Any, mark: str) -> Goal:
    """A goal as Clew 0.1 kept it, in a table of its own that no action writes any more."""
    goal = Goal(
        patient=chart.patient, event=course.event, course=course, kind="symptom", agreed_on=FIRST.date()
    )
    goal.seal(chart.cipher, patient_words="To eat." + mark, clinician_words="Appetite." + mark)
    goal.save(force_insert=True)
    return goal


def _prescribe(scene: Scene, course: Any, by: User, mark: str) -> Any:
    return plan.record_medication(
        chart=scene.opened_by(by, May.PRESCRIBE),
        course=course,
        name="Sertraline" + mark,
        dose="50 mg" + mark,
        from_date=FIRST.date(),
    )


def _decide(chart: Chart, transcript: Any) -> Decision:
    claim = Code.objects.filter(transcript=transcript, status=Code.Status.PROPOSED).last()
    return coding.decide(chart=chart, claim=claim, verdict=Decision.Verdict.REJECTED)


def told(first: int = 1, last: int = 3, mark: str = "") -> EpisodeDraft:
    """An episode to mark."""
    return EpisodeDraft(
        first,
        last,
        "friend",
        "friend from school" + mark,
        Place.OUTSIDE,
        3,
        components=[ComponentDraft("W", "be_understood", first)],
    )


# -- What a test looks at -----------------------------------------------------------------------------------------


def tables() -> list[str]:
    """The practice's own tables."""
    return sorted(model._meta.db_table for model in apps.get_app_config("practice").get_models())


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the practice's tables."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = sorted(
                (
                    tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
                    for row in cursor.fetchall()
                ),
                key=repr,
            )
    return found


@contextmanager
def refusing(table: str) -> Iterator[None]:
    """The database refuses every write to one table, as a full disk or a broken index would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("INSERT", "UPDATE", "DELETE"):
                cursor.execute(
                    f"CREATE TRIGGER broken_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END"
                )
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ "
                "BEGIN RAISE EXCEPTION 'broken'; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER broken BEFORE INSERT OR UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION broken()"
            )
        try:
            yield
        finally:
            if connection.vendor == "sqlite":
                for verb in ("INSERT", "UPDATE", "DELETE"):
                    cursor.execute(f"DROP TRIGGER broken_{verb}")
            else:
                cursor.execute(f"DROP TRIGGER broken ON {table}")


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever happens inside leaves no trace in the database."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
