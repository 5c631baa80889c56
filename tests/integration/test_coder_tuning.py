"""The coder learns from the sessions of those who agree; it is used when somebody says so, and there is a way back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from integration.session_scene import brought_in, proposal, propose
from longing import longing, talk

from clew.cli.tune import tune
from clew.practice import access, coder_tuning, jobs
from clew.practice.actions import coding, double_coding, people, plan, portal, sessions, tuning
from clew.practice.consents import PURPOSES, Purpose
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import AuditEvent, Code, CoderPart, CoderTuning, Job, TunedFrom
from clew.practice.readings import tuning as reading
from clew.practice.roles import May, RoleName
from clew.therapy.coding import MODEL
from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.comparing import Given
from clew.therapy.coding.limits import Least
from clew.therapy.coding.margin import Annotated
from clew.therapy.errors import TherapyError
from clew.therapy.moments import Moment, MomentKind
from clew.therapy.transcripts import Role, write_json

AT = datetime(2026, 1, 8, 10, tzinfo=UTC)
TALK = talk()
FILE = write_json(TALK).encode()


@pytest.fixture(autouse=True)
def few(settings):
    """So little is enough here; of patients no fewer are."""
    settings.CLEW_TUNING = Least(turns=60, having=10, lacking=10)


@pytest.fixture
def max_(cast, signed_in):
    return signed_in(cast.max)


def own(account):
    return access.open_own(account, to=May.WRITE_OWN, view="test")


def agree(account, given=True):
    portal.choose(chart=own(account), purpose=Purpose.TUNING, given=given)


def session_of(chart, week=0):
    return plan.plan_session(chart=chart, course=chart.course, at=AT + timedelta(weeks=week))


def bring_in(chart, week=0):
    """Bring in the talk, with whatever coder is in use."""
    return sessions.import_transcript(chart=chart, session=session_of(chart, week), data=FILE, name="a.json")


def code_whole(chart, row):
    """Code the session at once, as people do who write in the margin of a file."""
    codes = tuple(
        Annotation(scheme, code, Moment(MomentKind.TURNS, "a", turn, turn))
        for turn, scheme, code in sorted(longing(TALK))
    )
    coding.record_coding(chart=chart, transcript=row, coded=Annotated(TALK, codes, (), (), ()))


@pytest.fixture
def three(cast):
    """Three patients of Anna's with an account, each with one session coded whole; all agree."""
    found = []
    for name in ("paul", "quinn", "rosa"):
        account = people.add_user(username=name, name=name.title(), password=None)
        patient = people.admit_patient(
            practice=cast.practice,
            name=name.title(),
            born=date(1980, 1, 1),
            by=cast.anna,
            clinician=cast.anna,
        )
        chart = access.open_record(cast.anna, patient.pk, to=May.PLAN, view="test")
        people.give_account(chart=chart, user=account)
        plan.open_course(chart=chart, starts_on=AT.date())
        code_whole(chart, bring_in(chart))
        agree(account)
        found.append((chart, account))
    return found


def learn(practice, by):
    tuning.ask(practice=practice, by=by)
    jobs.run_due(timezone.now())
    return CoderTuning.objects.filter(practice=practice).first()


@pytest.fixture
def used(cast, three):
    row = learn(cast.practice, cast.max)
    tuning.use(tuning=row, by=cast.max)
    row.refresh_from_db()
    return row


def words(page):
    return " ".join(page.content.decode().split())


def named(transcript):
    return set(Code.objects.filter(transcript=transcript).exclude(model="").values_list("model", flat=True))


def heard(transcript):
    rows = Code.objects.filter(transcript=transcript, code="longing").exclude(model="")
    return set(rows.values_list("turn", flat=True))


# -- The way there, and back --------------------------------------------------------------------------------------------


def test_before_anybody_agrees_the_page_says_what_is_missing(cast, max_, chart, course):
    code_whole(chart, bring_in(chart))
    page = words(max_.get(reverse("practice_coder")))
    assert "<strong>clew-coder 2</strong>, as it came." in page
    assert "Too few: 0 of 60 coded turns, of 0 of 3 patients." in page
    assert "Nothing yet." in page
    assert "Let it learn" not in page
    agree(cast.pia_account)
    page = words(max_.get(reverse("practice_coder")))
    assert "Too few: 80 of 60 coded turns, of 1 of 3 patients." in page


def test_it_learns_is_used_names_itself_and_goes_back(cast, max_, anna, three, chart, course):
    address = reverse("practice_coder")
    assert "Let it learn" in words(max_.get(address))
    page = words(max_.post(reverse("practice_coder_learn"), {"key": "k1"}, follow=True))
    assert "It is learning" in page
    assert "Let it learn" not in page
    assert jobs.run_due(timezone.now()) == 1

    page = words(max_.get(address))
    row = CoderTuning.objects.get()
    name = coder_tuning.read(row).name
    assert name == f"{MODEL}, tuned {row.made_on:%Y-%m-%d} (1)"
    assert f'<h2 id="tuning-1">{name}</h2>' in page
    assert "from 240 turns of 3 sessions of 3 patients" in page
    assert "1 code would be proposed differently" in page
    assert "Longing" in page
    assert "There are too few sessions for intervals" in page
    assert "Use it" in page
    assert row.in_use is False

    first = bring_in(chart)
    assert named(first) == {MODEL}, "what it learned is not used before somebody says so"

    page = words(max_.post(reverse("practice_coder_use"), {"number": "1", "key": "k2"}, follow=True))
    assert f"<strong>{name}</strong>, from 3 sessions of 3 patients." in page
    assert "It is used for every session that is brought in from now on." in page
    second = bring_in(chart, week=1)
    assert named(second) == {name}
    turns = {turn for turn, _, _ in longing(TALK)}
    assert len(turns & heard(second)) > len(turns & heard(first))
    code = Code.objects.filter(transcript=second, code="longing").first()
    assert f"the coder, {name}: " in words(
        anna.get(reverse("code", args=[cast.pia.pk, second.session_id, code.pk]))
    )
    assert f"Proposals for new sessions come from <strong>{name}</strong>" in words(
        anna.get(reverse("settings"))
    )
    assert address not in words(anna.get(reverse("settings")))
    assert address in words(max_.get(reverse("settings")))

    page = words(max_.post(reverse("practice_coder_back"), {"key": "k3"}, follow=True))
    assert "<strong>clew-coder 2</strong>, as it came." in page
    assert "Use it" in page, "and it can be used again"
    third = bring_in(chart, week=2)
    assert named(third) == {MODEL}
    assert named(second) == {name}, "what it proposed stays, under its name"
    done = AuditEvent.objects.filter(action__startswith="coder_tuning.").order_by("seq")
    assert list(done.values_list("action", "actor")) == [
        (f"coder_tuning.{what}", cast.max.pk) for what in ("ask", "make", "use", "back")
    ]


def test_correcting_who_spoke_asks_the_coder_in_use(chart, course, used):
    row = bring_in(chart)
    assert named(row) == {coder_tuning.read(used).name}
    tuning.go_back(practice=used.practice, by=None)
    renewed = sessions.set_roles(
        chart=chart,
        transcript=row,
        roles={"T": Role.PATIENT, "P": Role.CLINICIAN},
    )
    assert named(renewed) == {MODEL}


def test_one_is_in_use_and_a_newer_one_takes_its_place(cast, used):
    second = learn(cast.practice, cast.max)
    assert (second.number, second.in_use) == (2, False)
    tuning.use(tuning=second, by=cast.max)
    assert list(CoderTuning.objects.filter(in_use=True)) == [second]
    assert coder_tuning.in_use(cast.practice).number == 2
    tuning.use(tuning=used, by=cast.max)
    assert coder_tuning.in_use(cast.practice).number == 1


def test_going_back_twice_says_so(cast, max_):
    assert "The coder is as it came already." in words(max_.post(reverse("practice_coder_back"), follow=True))
    for number in ("", "1", "x", "9" * 30):
        page = max_.post(reverse("practice_coder_use"), {"number": number}, follow=True)
        assert "Choose one of what the coder learned." in words(page)


def test_it_is_asked_once_and_made_once(cast, three):
    tuning.ask(practice=cast.practice, by=cast.max)
    with pytest.raises(PracticeError, match="learning already"):
        tuning.ask(practice=cast.practice, by=cast.max)
    job = Job.objects.get(kind=tuning.WORK)
    for _ in range(2):  # a worker that died before it could say that it was done
        jobs.WORK[tuning.WORK](job.payload)
    assert CoderTuning.objects.count() == 1
    assert AuditEvent.objects.filter(action="coder_tuning.make").count() == 1


def test_the_log_of_each_record_tells_that_it_was_read(cast, three):
    learn(cast.practice, cast.max)
    for chart, _ in three:
        reads = AuditEvent.objects.filter(
            patient=chart.patient.pk, action="record.read", kind="tune the coder"
        )
        assert reads.get().role == "system"


# -- Who may --------------------------------------------------------------------------------------------------------------


def test_only_who_runs_this_practice_may(cast, three, used):
    far = people.add_user(username="mona", name="Mona", password=None)
    people.grant_role(practice=cast.other_practice, user=far, role=RoleName.MANAGER)
    for user in (cast.anna, cast.ben, cast.clara, cast.rhea, cast.pia_account, far):
        for step in (
            lambda by: tuning.ask(practice=cast.practice, by=by),
            lambda by: tuning.use(tuning=used, by=by),
            lambda by: tuning.go_back(practice=cast.practice, by=by),
        ):
            with pytest.raises(NotFound):
                step(user)
    assert coder_tuning.in_use(cast.other_practice) is None


def test_another_practice_keeps_its_coder(cast, used):
    patient = people.admit_patient(
        practice=cast.other_practice, name="Uma", by=cast.otto, clinician=cast.otto
    )
    chart = access.open_record(cast.otto, patient.pk, to=May.PLAN, view="test")
    plan.open_course(chart=chart, starts_on=AT.date())
    assert named(bring_in(chart)) == {MODEL}


# -- Consent and erasure ----------------------------------------------------------------------------------------------------


def test_nobody_is_read_who_did_not_agree(cast, three, max_):
    chart, account = three[2]
    agree(account, given=False)
    before = AuditEvent.objects.filter(patient=chart.patient.pk, kind="tune the coder").count()
    assert learn(cast.practice, cast.max) is None
    assert AuditEvent.objects.filter(patient=chart.patient.pk, kind="tune the coder").count() == before
    assert AuditEvent.objects.get(action="coder_tuning.stop").detail == {"why": "too few"}
    page = words(max_.get(reverse("practice_coder")))
    assert "The last time nothing was learned. Too few: 160 of 60 coded turns, of 2 of 3 patients." in page


def test_a_patient_reads_what_it_means_before_they_choose(cast, signed_in):
    browser = signed_in(cast.pia_account)
    page = words(browser.get(reverse("own_consents")))
    assert PURPOSES[Purpose.TUNING].title in page
    assert "none of your words" in page
    form = {"purpose": "tuning", "given": "yes", "key": "k"}
    browser.post(reverse("own_consents"), form)
    assert list(reading.consents.agreeing(Purpose.TUNING)) == [cast.pia.pk]


def check_emptied(row, max_, chart):
    row.refresh_from_db()
    assert (row.codes, row.figures, row.in_use) == ([], {}, False)
    assert row.emptied_at is not None
    assert (row.sessions, row.patients) == (3, 3), "how much it rested on is still told"
    assert coder_tuning.in_use(row.practice) is None
    assert named(bring_in(chart)) == {MODEL}
    page = words(max_.get(reverse("practice_coder")))
    assert "Somebody whose sessions it learned from does not agree any more, or was erased." in page
    assert "Longing" not in page
    assert "Use it" not in page
    with pytest.raises(TherapyError, match="at least one code"):
        tuning.use(tuning=row, by=None)


def test_when_somebody_withdraws_what_was_learned_with_them_is_emptied_at_once(
    cast, three, used, max_, signed_in, chart, course
):
    mine, account = three[1]
    agree(account, given=False)
    check_emptied(used, max_, chart)
    event = AuditEvent.objects.get(action="coder_tuning.forget")
    assert (event.patient, event.detail) == (mine.patient.pk, {"number": 1, "in_use": True})
    assert "deleted what the program had learned from your sessions and others" in words(
        signed_in(account).get(reverse("own_record"))
    )
    agree(account)
    used.refresh_from_db()
    assert used.codes == [], "it does not come back"
    assert learn(cast.practice, cast.max).number == 2


def test_when_somebody_is_erased_what_was_learned_with_them_is_emptied(three, used, max_, chart, course):
    mine, _ = three[0]
    people.erase_patient(chart=mine)
    check_emptied(used, max_, chart)
    assert set(TunedFrom.objects.values_list("patient", flat=True)) == {
        one.patient.pk for one, _ in three[1:]
    }


def test_who_was_not_learned_from_can_withdraw_and_nothing_changes(cast, used):
    agree(cast.pia_account)
    agree(cast.pia_account, given=False)
    used.refresh_from_db()
    assert used.in_use
    assert used.codes


def test_who_withdraws_while_it_learns_is_not_in_what_is_kept(cast, three):
    learned, sources = reading.work_out(cast.practice, why="test")
    agree(three[0][1], given=False)
    with pytest.raises(PracticeError, match="does not agree any more"):
        tuning.store(practice=cast.practice, learned=learned, sources=sources, by=None)
    assert not CoderTuning.objects.exists()


# -- What stays as it was ---------------------------------------------------------------------------------------------------


def test_a_tuning_of_an_older_coder_is_out_of_use_and_the_page_says_so(cast, max_, used, chart, course):
    CoderTuning.objects.filter(pk=used.pk).update(in_use=False)
    old = CoderTuning.objects.create(
        practice=cast.practice,
        number=2,
        made_on=AT.date(),
        coder="clew-coder 1 (0123456789ab)",
        turns=300,
        sessions=9,
        patients=3,
        codes=used.codes,
        figures=used.figures,
        in_use=True,
        event=used.event,
    )
    assert coder_tuning.in_use(cast.practice) is None
    assert named(bring_in(chart)) == {MODEL}
    page = words(max_.get(reverse("practice_coder")))
    assert "was made for clew-coder 1 (0123456789ab) and does not fit the coder of today" in page
    assert "<strong>clew-coder 2</strong>, as it came." in page
    with pytest.raises(TherapyError, match="Tune the coder again"):
        tuning.use(tuning=old, by=cast.max)


@pytest.mark.parametrize(
    "change",
    [
        {"codes": [{"scheme": "affect", "code": "longing", "blend": [0, 0, 0, 9], "default": 0.1}]},
        {"figures": {"turns": 1}},
        {"number": 7},
        {"coder": "another"},
        {"patients": 99},
    ],
)
def test_what_was_learned_is_never_changed(used, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        CoderTuning.objects.filter(pk=used.pk).update(**change)


def test_nor_deleted_nor_filled_again(used, three):
    agree(three[0][1], given=False)
    rows = CoderTuning.objects.filter(pk=used.pk)
    for refused in (
        lambda: rows.update(in_use=True),
        lambda: rows.update(emptied_at=None),
        lambda: rows._raw_delete(rows.db),
        lambda: TunedFrom.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            refused()


# -- Which sessions count ---------------------------------------------------------------------------------------------------


@pytest.fixture
def pia(cast, chart, session):
    """Pia agrees, and her session has one open proposal, one that lies folded, and no code of a person."""
    agree(cast.pia_account)
    row = brought_in(chart, session)
    propose(
        chart,
        row,
        proposal(1, Scheme.AFFECT, "anger", 0.8, "late"),
        proposal(3, Scheme.AFFECT, "sadness", 0.3, "tip"),
    )
    return row


def counted(cast):
    return [(one.schemes, one.closed) for one in reading.sources(cast.practice)]


AFFECT = frozenset({Scheme.AFFECT})


def test_a_session_counts_once_nothing_waits_but_what_lies_folded(cast, chart, pia):
    assert counted(cast) == []
    coding.add(chart=chart, transcript=pia, turn=5, scheme="affect", code="shame")
    assert counted(cast) == [], "one still waits"
    anger = Code.objects.get(transcript=pia, code="anger")
    coding.decide(chart=chart, claim=anger, verdict=coding.Decision.Verdict.REJECTED)
    assert counted(cast) == [(AFFECT, frozenset())]
    settled = reading._settled(chart, reading.sources(cast.practice)[0])
    assert settled.given == {(5, Scheme.AFFECT, "shame")}
    assert settled.waiting == {(3, Scheme.AFFECT, "sadness")}, "nobody has looked at it"
    sessions.withdraw_transcript(chart=chart, transcript=pia)
    assert counted(cast) == []


def test_a_session_coded_whole_counts_whatever_waits(cast, chart, session):
    agree(cast.pia_account)
    row = sessions.import_transcript(chart=chart, session=session, data=FILE, name="a.json")
    assert counted(cast) == []
    code_whole(chart, row)
    assert counted(cast) == [(AFFECT, AFFECT)]
    assert reading._settled(chart, reading.sources(cast.practice)[0]).given == longing(TALK)


def test_a_session_coded_by_two_counts_once_all_is_settled(cast, chart, open_as, pia):
    both = double_coding.ask(
        chart=chart, transcript=pia, scheme="interventions", coder=cast.ben, beside="machine"
    )
    his = CoderPart.objects.get(coding=both, coder=cast.ben)
    bens = open_as(cast.ben, May.CODE_TWICE)
    double_coding.give(chart=bens, part=his, turn=0, code="frame")
    double_coding.finish(chart=bens, part=his)
    both.refresh_from_db()
    assert counted(cast) == []
    double_coding.settle(chart=chart, coding=both, turn=0, codes=[Given(0, "frame")], reason="The chair.")
    only = frozenset({Scheme.INTERVENTION})
    assert counted(cast) == [(only, only)]


def test_danger_is_never_among_them(cast, chart, pia):
    coding.add(chart=chart, transcript=pia, turn=3, scheme="risk", code="risk_passive")
    assert counted(cast) == []


# -- The page and the command -------------------------------------------------------------------------------------------------


def test_the_page_asks_a_few_questions_however_much_there_is(max_, used, django_assert_max_num_queries):
    max_.get(reverse("practice_coder"))
    with django_assert_max_num_queries(15):
        max_.get(reverse("practice_coder"))


def run(*arguments):
    return CliRunner().invoke(tune, arguments, catch_exceptions=False)


def test_the_command_shows_what_would_change_and_keeps_nothing(cast, three):
    done = run("--practice", "Elm Street")
    assert "240 turns, 3 sessions, 3 patients" in done.output
    assert "affect.longing" in done.output
    assert done.output.endswith("Nothing was kept. To use it: clew tune --use\n")
    assert not CoderTuning.objects.exists()


def test_the_command_uses_and_goes_back(cast, three):
    done = run("--practice", "Elm Street", "--use")
    name = coder_tuning.in_use(cast.practice).name
    assert done.output.endswith(f"In use from now on: {name}. To go back: clew tune --back\n")
    assert CoderTuning.objects.get().by is None
    assert run("--practice", "Elm Street", "--back").output == "The coder is as it came.\n"
    assert coder_tuning.in_use(cast.practice) is None


def test_the_command_refuses_in_one_sentence(cast):
    assert "No single practice matches." in run().output
    assert "Give --use or --back." in run("--use", "--back").output
    with pytest.raises(TherapyError, match="Too few: 0 of 60"):
        run("--practice", "Elm Street")
    with pytest.raises(PracticeError, match="as it came already"):
        run("--practice", "Elm Street", "--back")
