"""The demonstration: what every visitor judges the product by is whole, fictional, sealed and the same each time."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from clew_home import Home

import clew
from clew.practice.demo import earlier, load
from clew.practice.models import Practice
from clew.therapy.coding import margin

FOLDER = Path(clew.__file__).parent / "practice" / "demo"
COURSES = {
    path.parent.name: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*/course.toml"))
}
EARLIER = earlier.names(load.folder())
SESSIONS = {
    path: margin.parse(path.read_text(encoding="utf-8"), path.name)
    for path in sorted(FOLDER.glob("*/sessions/*.session"))
}
TODAY = date(2026, 3, 1)  # a Sunday

LOAD = f"""
from clew.practice.demo import load
load.load(today=date({TODAY.year}, {TODAY.month}, {TODAY.day}))
"""

# Everything that was loaded, in words and without the ids and times that differ each time.
TELL = """
from collections import Counter

def told(row, cipher, *fields):
    return [row.unseal(cipher, field) for field in fields]

patients = {}
for patient in Patient.objects.select_related("key__master").order_by("number"):
    cipher = vault.cipher_for(patient)
    mine = {"patient": patient}
    key = access.identity(patient, cipher)["name"]
    spoken = {t.pk: json.loads(t.unseal(cipher, "turns"))["turns"] for t in Transcript.objects.filter(**mine)}
    patients[key] = dict(
        fictional=patient.fictional, account=patient.account and patient.account.username,
        stages=list(Course.objects.filter(**mine).values_list("stage", flat=True)),
        plan=list(Course.objects.filter(**mine).values(
            "format", "emphasis", "agreed_sessions", "starts_on", "planned_end", "referred_on", "ended_on", "end_reason")),
        written=dict(Counter(Entry.objects.filter(
            replaced_by=None, withdrawn=False, **mine).values_list("form", flat=True))),
        sessions=[[s.number, s.at, s.attendance] for s in Session.objects.filter(**mine).order_by("at")],
        transcripts=[[t.session.number, t.turn_count] for t in
                     Transcript.objects.filter(**mine).select_related("session").order_by("session__number")],
        turns=[turn["text"] for t in Transcript.objects.filter(**mine).order_by("session__number") for turn in spoken[t.pk]],
        codes=sorted(Code.objects.filter(**mine).values_list(
            "transcript__session__number", "turn", "scheme", "code", "start", "stop", "status", "model")),
        episodes=sorted([e.transcript.session.number, e.first, e.last, e.kind, e.place, e.status, *told(e, cipher, "other_name")]
                        for e in Episode.objects.filter(**mine).select_related("transcript__session")),
        measures=[[a.instrument, a.at, a.rater] for a in
                  Administration.objects.filter(**mine).order_by("at", "instrument", "rater")],
        medication=[[*told(m, cipher, "name", "dose"), m.from_date, User.objects.get(pk=m.event.actor).username]
                    for m in Medication.objects.filter(**mine).select_related("event").order_by("from_date")],
        goals=sorted([json.loads(g.unseal(cipher, "values"))["patient_words"]]
                     for g in Entry.objects.filter(form="goal", replaced_by=None, withdrawn=False, **mine)),
        moments=sorted([h.statement_text, m.transcript.session.number, m.against,
                        spoken[m.transcript_id][m.position]["text"][m.start:m.stop]]
                       for h in [setattr(h, "statement_text", h.unseal(cipher, "statement")) or h
                                 for h in Hypothesis.objects.filter(**mine)]
                       for m in h.moments.select_related("transcript__session")),
        formulations=[told(f, cipher, "text") for f in Formulation.objects.filter(**mine).order_by("at")],
        notes=sorted([n.kind, n.session.number, *told(n, cipher, "text")]
                     for n in Note.objects.filter(**mine).select_related("session")),
        alerts=[dict(level=a.level, state=a.state, source=a.source, rule=a.rule, raised_at=a.raised_at,
                     answers=a.administration_id is not None,
                     session=a.transcript.session.number if a.transcript else None,
                     said=spoken[a.transcript_id][a.turn]["text"] if a.transcript else "",
                     steps=[[s.kind, s.at, *told(s, cipher, "text", "disposition")] for s in a.steps.order_by("at", "kind")])
                for a in Alert.objects.filter(**mine).select_related("transcript__session").order_by("raised_at", "source", "turn")],
    )
say(patients=patients, whole=audit.verify().whole, events=audit.verify().events,
    users=sorted(User.objects.values_list("username", flat=True)),
    demonstration=[p.demonstration for p in Practice.objects.all()])
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    """The demonstration, loaded on a Sunday."""
    home = Home(tmp_path_factory.mktemp("demo"))
    home.clew("migrate")
    home.python(LOAD)
    return home


@pytest.fixture(scope="module")
def told(home) -> dict[str, Any]:
    return home.python(TELL)


@pytest.fixture(scope="module")
def patients(told) -> dict[str, dict[str, Any]]:
    return told["patients"]


def of(patients: dict[str, dict[str, Any]], key: str) -> dict[str, Any]:
    return patients[COURSES[key]["patient"]["name"]]


def test_everybody_is_fictional_and_every_step_is_logged(told, patients):
    assert set(patients) == {course["patient"]["name"] for course in COURSES.values()} | set(EARLIER)
    assert len(COURSES) >= 6
    assert all(patient["fictional"] for patient in patients.values())
    assert told["demonstration"] == [True]
    assert told["whole"]
    assert told["events"] > 500
    assert {name for name, _ in load.sign_ins()} == set(told["users"])


def test_the_patients_stand_at_different_stages(patients):
    stages = Counter(stage for patient in patients.values() for stage in patient["stages"])
    assert len(stages) >= 5, stages
    returned = [key for key in COURSES if (FOLDER / key / "return.toml").is_file()]
    assert sum(stages.values()) == len(patients) + len(returned)


@pytest.mark.parametrize("key", ["mara", "tomas"])
def test_two_whole_courses_have_sixteen_transcripts_of_sixty_turns_or_more(patients, key):
    transcripts = of(patients, key)["transcripts"]
    assert len(transcripts) == 16
    assert min(turns for _, turns in transcripts) >= 60


def test_what_was_said_and_coded_is_what_the_files_hold(patients):
    for key in COURSES:
        mine = [coded for path, coded in SESSIONS.items() if path.parents[1].name == key]
        patient = of(patients, key)
        assert patient["turns"] == [turn.text for coded in mine for turn in coded.transcript.turns]
        accepted = Counter(
            (scheme, code) for _, _, scheme, code, _, _, status, _ in patient["codes"] if status == "accepted"
        )
        wanted = Counter((code.scheme.value, code.code) for coded in mine for code in coded.codes)
        wanted[("moment", "supervision")] = sum(len(coded.moments) for coded in mine)
        assert accepted == +wanted
        assert sum(status == "accepted" for *_, status, _ in patient["episodes"]) == sum(
            len(coded.episodes) for coded in mine
        )


def test_there_are_proposals_to_decide_about(patients):
    for key in ("mara", "tomas"):
        assert any(status == "proposed" and model for *_, status, model in of(patients, key)["codes"])


def test_every_hypothesis_rests_on_moments_that_quote_the_sessions(patients):
    for key, course in COURSES.items():
        wanted = sorted(
            [entry["statement"], moment["session"], against, moment["words"]]
            for entry in course.get("hypothesis", [])
            for against, side in ((False, "for"), (True, "against"))
            for moment in entry.get(side, [])
        )
        assert of(patients, key)["moments"] == wanted
        for entry in course.get("hypothesis", []):
            assert entry["for"], entry["statement"]
    assert sum(len(course.get("hypothesis", [])) for course in COURSES.values()) >= 8


def test_no_alert_older_than_a_day_is_open_and_each_says_in_words_why_it_was_raised(patients):
    alerts = [alert for patient in patients.values() for alert in patient["alerts"]]
    assert alerts
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert {alert["state"] for alert in alerts if alert["raised_at"][:10] < yesterday} == {"closed"}
    for alert in alerts:
        assert re.match(r"[A-Z][^_{}<>]{20,}", alert["rule"]), alert["rule"]
        steps = alert["steps"]
        assert [at for _, at, *_ in steps] == sorted(at for _, at, *_ in steps)
        kind, _, assessment, disposition = steps[-1]
        assert kind == "assessed"
        assert assessment
        assert disposition


@pytest.mark.parametrize(
    ("key", "entry"),
    [(key, entry) for key, course in COURSES.items() for entry in course.get("alert", [])],
    ids=lambda value: value if isinstance(value, str) else f"session {value['session']}",
)
def test_an_alert_of_the_story_hangs_where_the_story_says_and_nowhere_else(patients, key, entry):
    mine = [
        (alert, step)
        for alert in of(patients, key)["alerts"]
        for step in alert["steps"]
        if step[2].strip() == entry["assessment"].strip()
    ]
    ((alert, step),) = mine
    assert alert["level"] == entry["level"]
    assert step[3].strip() == entry["disposition"].strip()
    if entry["source"] == "phq-9":
        assert alert["answers"]
    else:
        assert alert["session"] == entry["session"]
        assert entry["words"] in alert["said"]


def test_the_medicine_was_recorded_by_the_prescriber(patients):
    recorded = [medicine for patient in patients.values() for medicine in patient["medication"]]
    assert len(recorded) == sum(len(course.get("medication", [])) for course in COURSES.values()) > 0
    assert {who for *_, who in recorded} == {"clara"}


def test_a_course_comes_to_an_end_and_another_went_through_a_rupture(patients):
    assert {"ending", "ended", "continuing_care"} & set(
        of(patients, "mara")["stages"] + of(patients, "tomas")["stages"]
    )
    schemes = {
        scheme for _, _, scheme, _, _, _, status, _ in of(patients, "mara")["codes"] if status == "accepted"
    }
    assert {"rupture", "repair"} <= schemes


def test_the_plan_and_the_ending_are_written(patients):
    mara, tomas, sofia, li_na = (of(patients, key) for key in ("mara", "tomas", "sofia", "li-na"))
    wanted = ("frame", "focus", "goal", "goal_review", "happening", "absence_break", "review", "exit_marker")
    after = ("ending", "relapse_plan", "follow_up", "sign_check")
    assert [form for form in (*wanted, *after) if not mara["written"].get(form)] == []
    for ended, reason in ((tomas, "planned_limit"), (sofia, "patient_choice")):
        assert ended["plan"][0]["end_reason"] == reason
        assert ended["plan"][0]["ended_on"] is not None
        assert [form for form in after if not ended["written"].get(form)] == []
    assert li_na["written"]["review"] == 2
    assert (li_na["plan"][0]["format"], li_na["plan"][0]["emphasis"]) == ("online", "exploratory")
    assert all(one["plan"][0]["referred_on"] for one in patients.values())


def test_somebody_came_back_after_two_years_to_a_course_of_its_own(patients):
    vera = of(patients, "vera")
    assert sorted(vera["stages"]) == ["assessment", "continuing_care"]
    first, second = sorted(vera["plan"], key=lambda course: course["starts_on"])
    assert first["end_reason"] == "planned_limit"
    assert first["ended_on"] < second["starts_on"]
    assert second["ended_on"] is None
    assert [number for number, _, _ in vera["sessions"]] == [*range(1, 17), 1, 2, 3]
    after = [at for _, at, _ in vera["measures"] if first["ended_on"] < at[:10] < second["starts_on"]]
    assert len(after) == 12, "each check-in of two years came"


def test_other_people_are_called_by_their_part_and_never_by_a_name(patients):
    names = {part.lower() for course in COURSES.values() for part in course["patient"]["name"].split()}
    others = {
        name
        for patient in patients.values()
        for *_, status, name in patient["episodes"]
        if status == "accepted"
    }
    assert len(others) > 20
    for other in others:
        assert other == other.lower() != ""
        assert not names & set(other.split())
    said = {name for coded in SESSIONS.values() for name in (episode.name for episode in coded.episodes)}
    assert others <= said


def _texts() -> list[str]:
    """What people wrote and said, from the files."""
    found = [turn.text for coded in SESSIONS.values() for turn in coded.transcript.turns[::7]]

    def strings(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [text for each in value.values() for text in strings(each)]
        if isinstance(value, list):
            return [text for each in value for text in strings(each)]
        return [value] if isinstance(value, str) else []

    found += [text for course in COURSES.values() for text in strings(course)]
    return [text.strip() for text in found]


def test_no_text_about_a_person_lies_in_the_database_in_the_clear(home):
    there = home.bytes_of_the_database()
    assert b"Linden House Practice" in there, "what is not sealed can be found this way"
    pieces = {text[:40].encode() for text in _texts() if len(text) > 40} | {b"sertraline"}
    assert len(pieces) > 500
    assert [piece for piece in pieces if piece in there] == []


def test_loading_twice_gives_the_same(told, tmp_path):
    other = Home(tmp_path)
    other.clew("migrate")
    other.python(LOAD)
    assert json.dumps(other.python(TELL), sort_keys=True) == json.dumps(told, sort_keys=True)


def test_loading_that_is_broken_off_leaves_nothing(tmp_path):
    home = Home(tmp_path)
    home.clew("migrate")
    found = home.python(
        """
from clew.practice.demo import load
def stop(line):
    raise KeyboardInterrupt
try:
    load.load(today=date(2026, 3, 1), tell=stop)
except KeyboardInterrupt:
    say(practices=Practice.objects.count(), events=AuditEvent.objects.count(), users=User.objects.count())
"""
    )
    assert found == {"practices": 0, "events": 0, "users": 0}


def test_the_command_makes_it_once_and_says_who_may_sign_in(home, told):
    said = home.clew("demo").stdout
    assert load.PASSWORD in said
    for name, who in load.sign_ins():
        assert re.search(rf"^    {name} +{re.escape(who)}$", said, re.M)
    assert home.python("say(n=Patient.objects.count(), events=audit.verify().events)") == {
        "n": len(COURSES) + len(EARLIER),
        "events": told["events"],
    }
    found = home.python(f"say(fits=[u.check_password('{load.PASSWORD}') for u in User.objects.all()])")
    assert set(found["fits"]) == {True}


@pytest.mark.parametrize("key", COURSES)
@pytest.mark.parametrize("weekday", range(7))
def test_sessions_lie_on_working_days_and_held_ones_in_the_past(key, weekday):
    today = date(2026, 3, 2) + timedelta(days=weekday)
    practice = Practice(time_zone="Europe/London")
    place = next(place for place in load.courses() if place.name == key)
    story = load.Story(practice, {}, place, today)
    for entry in COURSES[key].get("session", []):
        day = story.at(entry["day"]).date()
        assert day.weekday() < 5
        assert (day > today) if entry["attendance"] == "planned" else (day <= today), entry["number"]
    for entry in COURSES[key].get("measure", []):
        assert story.at(entry["day"]).date() <= today


def test_sessions_are_in_order_and_one_a_day(patients):
    for patient in patients.values():
        days = [at[:10] for _, at, _ in patient["sessions"]]
        assert days == sorted(set(days))
