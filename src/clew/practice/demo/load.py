"""Load the demonstration practice. Every row goes through an action, as if people had done the work.

The files in this folder are described in its README. Days in them count from a patient's first session;
they are laid on the calendar so that `today_day` falls on the day of loading.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from clew.practice import access
from clew.practice.actions import (
    absences,
    calendar,
    coding,
    endings,
    entries,
    formulation,
    measures,
    notes,
    people,
    plan,
    portal,
    sessions,
)
from clew.practice.demo import dangers, earlier, guided, messages, own_page, questionnaires, twice
from clew.practice.demo.meetings import Meetings
from clew.practice.models import (
    Administration,
    Course,
    Entry,
    Note,
    Practice,
    Session,
    Transcript,
    User,
)
from clew.practice.roles import May, RoleName
from clew.practice.transactions import write
from clew.therapy import forms
from clew.therapy.coding import margin
from clew.therapy.course.slots import WEEKDAYS
from clew.therapy.measures import instrument
from clew.therapy.moments import Span

PASSWORD = "a quiet room with a window"  # noqa: S105  the demonstration's, printed at start
SESSION_HOUR = time(10, 0)


def folder() -> Traversable:
    """Return the folder with the fictional practice."""
    return resources.files("clew.practice.demo")


def load(*, today: date, tell: Callable[[str], None] = lambda _: None) -> Practice:
    """Make the practice, its people and its patients, all in one transaction: the whole of it or nothing.

    Args:
        today: the day that the courses are laid around.
        tell: called with one line for each patient, for progress.
    """
    with write():
        return _load(today, tell)


def _load(today: date, tell: Callable[[str], None]) -> Practice:
    data = tomllib.loads(folder().joinpath("practice.toml").read_text(encoding="utf-8"))
    about = data["practice"]
    practice = people.found_practice(
        name=about["name"], country=about["country"], time_zone=about["time_zone"], demonstration=True
    )
    users: dict[str, User] = {}
    for entry in data["user"]:
        user = people.add_user(
            username=entry["key"],
            name=entry["name"],
            email=entry["email"],
            password=PASSWORD,
            same_password_as=next(iter(users.values()), None),
        )
        people.grant_role(practice=practice, user=user, role=RoleName(entry["role"]))
        users[entry["key"]] = user
    for entry in data.get("absence", []):
        first = today + timedelta(days=entry["in_days"])
        absences.plan_absence(
            practice=practice,
            user=users[entry["user"]],
            deputy=users[entry["deputy"]],
            first_day=first,
            last_day=first + timedelta(days=entry["days"] - 1),
            by=users[entry["user"]],
            today=today,
        )
    stories = {place.name: Story(practice, users, place, today) for place in courses()}
    couples = [Meetings(place, stories) for place in treated_together()]
    for name, story in stories.items():
        if not any(name in couple.members for couple in couples):
            tell(story.load())
    for couple in couples:
        couple.load(tell)
    tell(earlier.load(folder(), practice=practice, clinician=users["noor"], today=today))
    return practice


def sign_ins() -> list[tuple[str, str]]:
    """Return the user names of the demonstration and who each is."""
    data = tomllib.loads(folder().joinpath("practice.toml").read_text(encoding="utf-8"))
    found = [(user["key"], f"{user['name']}, {user['role']}") for user in data["user"]]
    for place in courses():
        who = tomllib.loads(place.joinpath("course.toml").read_text(encoding="utf-8"))["patient"]
        if who.get("sign_in"):
            found.append((who["key"], f"{who['name']}, patient"))
    return found


def courses() -> list[Traversable]:
    """Return the folders of the fictional patients, by name."""
    found = [
        place for place in folder().iterdir() if place.is_dir() and place.joinpath("course.toml").is_file()
    ]
    return sorted(found, key=lambda place: place.name)


def treated_together() -> list[Traversable]:
    """Return the folders of those who are treated together, by name."""
    found = [
        place for place in folder().iterdir() if place.is_dir() and place.joinpath("together.toml").is_file()
    ]
    return sorted(found, key=lambda place: place.name)


def _working_day(day: date) -> date:
    """Return the day, or the Friday before it if it falls on a weekend. Never later: what was is never to come."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _answers(entry: dict[str, Any]) -> list[int | None]:
    """Return an answer for every item; -1 and what a file leaves out at the end are not answered."""
    given = [None if answer == -1 else answer for answer in entry["answers"]]
    return given + [None] * (len(instrument(entry["instrument"]).items) - len(given))


class Story:
    """One fictional patient's folder, laid on the calendar: what happens when, and how it is loaded."""

    def __init__(self, practice: Practice, users: dict[str, User], place: Traversable, today: date) -> None:
        self.data = tomllib.loads(place.joinpath("course.toml").read_text(encoding="utf-8"))
        self.place = place
        self.practice = practice
        self.users = users
        self.zone = ZoneInfo(practice.time_zone)
        self.today = today
        # Sessions are weekly from the first: lay that on a working day.
        self.first_day = _working_day(today - timedelta(days=self.data["course"]["today_day"]))
        self.sessions: dict[int, Session] = {}
        self.transcripts: dict[int, Transcript] = {}
        self.said: dict[int, list[str]] = {}
        self.answered: dict[tuple[str, int], Administration] = {}
        self.named: dict[str, Entry] = {}

    def day(self, day: int) -> date:
        """Return the date of a day of the course."""
        return self.first_day + timedelta(days=day)

    def at(self, day: int, hour: time = SESSION_HOUR) -> datetime:
        """Return when something happens in the practice, which is closed at weekends."""
        return datetime.combine(_working_day(self.day(day)), hour, tzinfo=self.zone).astimezone(UTC)

    def load(self) -> str:
        """Load it all, and return what was loaded in one line."""
        self.begin(self.data["course"]["stage"])
        return self.tell()

    def begin(self, stage: str) -> None:
        """Admit the patient and open the course at a stage."""
        who = self.data["patient"]
        team = self.data["team"]
        treating = next(self.users[m["user"]] for m in team if m["relation"] == "clinician")
        self.treating = treating
        patient = people.admit_patient(
            practice=self.practice,
            name=who["name"],
            born=who["born"],
            pronouns=who["pronouns"],
            fictional=True,
            clinician=treating,
        )
        self.chart = access.open_record(treating, patient.pk, to=May.PLAN, view="demonstration")
        for member in team:
            people.join_team(
                chart=self.chart, user=self.users[member["user"]], relation=RoleName(member["relation"])
            )
        if who.get("sign_in"):
            account = people.add_user(
                username=who["key"], name=who["name"], password=PASSWORD, same_password_as=treating
            )
            people.give_account(chart=self.chart, user=account)
            own_page.choose(self, account)
        self.invited = portal.invite(chart=self.chart) if who.get("invited") else None
        self.course = self._course(stage)

    def tell(self) -> str:
        """Load what happens in the course, and return what was loaded in one line."""
        for entry in self.data.get("session", []):
            self._session(entry)
        for entry in self.data.get("measure", []):
            self._measure(entry)
        self._life()
        self._formulation()
        self._entries()
        own_page.write_journal(self)
        questionnaires.load(
            self.data.get("asked", []), self.chart, self.course, self.sessions, self.first_day
        )
        messages.load(self)
        for entry in self.data.get("alert", []):
            dangers.tell(self, entry)
        dangers.close_old(self)
        guided.load(self)
        twice.load(self)
        self._end()
        self._return()
        told = f"{self.data['patient']['name']}: {len(self.sessions)} sessions, {len(self.transcripts)} transcripts"
        if self.invited:
            told += f"; invited to /join/{self.invited.token}/ with the code {self.invited.code}"
        return told

    def _end(self) -> None:
        """End the course where the story has ended it."""
        course = self.data["course"]
        if "ended_day" in course:
            self.course.refresh_from_db()
            endings.end_course(
                chart=self.chart,
                course=self.course,
                reason=course["end_reason"],
                on=self.day(course["ended_day"]),
                continuing_care=course["stage"] == Course.Stage.CONTINUING_CARE,
            )

    def _return(self) -> None:
        """Open another course where somebody came back, and load what happens in it."""
        file = self.place.joinpath("return.toml")
        if not file.is_file():
            return
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        self.course = endings.return_to_care(
            chart=self.chart,
            course=self.course,
            starts_on=self.day(told["return"]["day"]),
            reason=told["return"]["reason"],
        )
        self.sessions = {}
        for entry in told.get("session", []):
            self._session(entry)
        for entry in told.get("measure", []):
            self._measure(entry)
        for entry in told.get("entry", []):
            self._entry(entry, self.named)

    def _course(self, stage: str) -> Course:
        course = self.data["course"]
        end = course.get("planned_end_day")
        return plan.open_course(
            chart=self.chart,
            starts_on=self.day(0),
            kind=course["kind"],
            stage=stage,
            agreed_sessions=course.get("agreed_sessions"),
            format=course.get("format", Course.Format.INDIVIDUAL),
            emphasis=course.get("emphasis", ""),
            review_weeks=course.get("review_weeks"),
            referred_on=self.day(course["referred_day"]) if "referred_day" in course else None,
            minutes=course.get("minutes", 50),
            weekly_rate=course.get("weekly_rate", 1.0),
            setting=course.get("setting", ""),
            planned_end=self.day(end) if end is not None else None,
            referral=course.get("referral", ""),
            reason=course.get("reason", ""),
            focus=course.get("focus", ""),
        )

    def _session(self, entry: dict[str, Any]) -> None:
        session = self.sessions.get(entry["number"]) or self.expect(entry)
        if entry.get("transcript"):
            self._transcript(entry, session)
        for kind in (Note.Kind.PROGRESS, Note.Kind.PROCESS):
            text = entry.get(f"{kind.value}_note", "")
            if text:
                at = self.at(entry["day"], time(18, 30))
                note = notes.save_draft(
                    chart=self.chart, session=session, kind=kind, text=text.strip(), at=at
                )
                if kind is Note.Kind.PROGRESS and not entry.get("draft"):
                    notes.sign(chart=self.chart, note=note, at=at)

    def expect(self, entry: dict[str, Any]) -> Session:
        """Plan one session of the patient's own, and say what became of it."""
        session = plan.plan_session(
            chart=self.chart,
            course=self.course,
            number=entry["number"],
            at=self.at(entry["day"], time.fromisoformat(entry.get("time", f"{SESSION_HOUR:%H:%M}"))),
            online=entry.get("online", False),
            attendance=entry["attendance"],
            late_minutes=entry.get("late_minutes") or None,
            notice_hours=entry.get("notice_hours"),
        )
        self.sessions[entry["number"]] = session
        return session

    def _transcript(self, entry: dict[str, Any], session: Session) -> None:
        text = self.place.joinpath(entry["transcript"]).read_text(encoding="utf-8")
        coded = margin.parse(text, entry["transcript"], session=entry["number"])
        turns = coded.transcript.turns
        plain = "\n\n".join(f"{turn.speaker}: {turn.text}" for turn in turns)
        transcript = sessions.import_transcript(
            chart=self.chart,
            session=session,
            data=plain.encode(),
            name=entry["transcript"],
            roles=coded.transcript.roles,
            now=self.at(entry["day"], time(11, 0)),
        )
        coding.record_coding(chart=self.chart, transcript=transcript, coded=coded)
        self.transcripts[entry["number"]] = transcript
        self.said[entry["number"]] = [turn.text for turn in turns]

    def _measure(self, entry: dict[str, Any]) -> None:
        self.answered[entry["instrument"], entry["day"]] = measures.enter(
            chart=self.chart,
            course=self.course,
            instrument=entry["instrument"],
            answers=_answers(entry) if "answers" in entry else [],
            total=entry.get("total"),
            at=self.at(entry["day"], time(9, 45)),
            rater=entry.get("rater", "patient"),
            session=self.sessions.get(entry.get("session", -1)),
            now=self.at(entry["day"], time(9, 50)),
        )

    def _life(self) -> None:
        for entry in self.data.get("medication", []):
            to = entry.get("to_day")
            plan.record_medication(
                chart=access.open_record(
                    self.users[entry["by"]], self.chart.patient.pk, to=May.PRESCRIBE, view="demonstration"
                ),
                course=self.course,
                name=entry["name"],
                dose=entry["dose"],
                from_date=self.day(entry["from_day"]),
                to_date=self.day(to) if to is not None else None,
            )
        for entry in self.data.get("event", []):
            plan.note_event(
                chart=self.chart,
                course=self.course,
                kind=entry["kind"],
                on=self.day(entry["day"]),
                text=entry["text"],
            )
        for number, entry in enumerate(self.data.get("goal", []), 1):
            self.named[f"goal-{number}"] = plan.agree_goal(
                chart=self.chart,
                course=self.course,
                kind=entry["kind"],
                agreed_on=self.day(entry["day"]),
                patient_words=entry["patient_words"],
                clinician_words=entry.get("clinician_words", ""),
            )

    def _formulation(self) -> None:
        for entry in self.data.get("hypothesis", []):
            moments = [self._moment(m) for m in entry["for"]]
            moments += [self._moment(m, against=True) for m in entry.get("against", [])]
            formulation.propose_hypothesis(
                chart=self.chart,
                course=self.course,
                statement=entry["statement"],
                code=entry.get("code", ""),
                status=entry.get("status", "hypothesis"),
                moments=moments,
                at=self.at(entry["day"], time(19, 0)),
            )
        for entry in self.data.get("formulation", []):
            formulation.write_formulation(
                chart=self.chart,
                course=self.course,
                text=entry["text"],
                at=self.at(entry["day"], time(19, 0)),
            )

    def _entries(self) -> None:
        """Write the filled-in forms of the folder `entries`, file by file; one may lead to an earlier one by its name."""
        place = self.place.joinpath("entries")
        if not place.is_dir():
            return
        for file in sorted(place.iterdir(), key=lambda file: file.name):
            for told in tomllib.loads(file.read_text(encoding="utf-8"))["entry"]:
                self._entry(told, self.named)

    def _entry(self, told: dict[str, Any], named: dict[str, Entry]) -> None:
        by = self.users[told["by"]] if "by" in told else self.treating
        chart = access.open_record(by, self.chart.patient.pk, to=May.SEE_COURSE, view="demonstration")
        common: dict[str, Any] = {
            "chart": chart,
            "values": self._values(told["form"], told["values"], named),
            "on": self.day(told["day"]),
            "due_on": self.day(told["due_day"]) if "due_day" in told else None,
            "moments": [self._moment(m) for m in told.get("for", [])]
            + [self._moment(m, against=True) for m in told.get("against", [])],
            "shared": told.get("shared", False),
            "at": self.at(told["day"], time(19, 30)),
        }
        if "changes" in told:
            entries.revise_entry(entry=named[told["changes"]], **common)
            return
        entry = entries.write_entry(
            course=self.course,
            form=told["form"],
            session=self.sessions.get(told.get("session", -1)),
            about=named[told["about"]] if "about" in told else None,
            **common,
        )
        if told.get("plan"):
            calendar.plan_sessions_of(chart=chart, slot=entry)
        if "name" in told:
            named[told["name"]] = entry

    def _values(self, form: str, given: dict[str, Any], named: dict[str, Entry]) -> dict[str, Any]:
        """Return the answers with names of entries and days of the course put in their place."""
        found = dict(given)
        for field in forms.form(form).fields:
            if field.slug not in found:
                continue
            value = found[field.slug]
            if field.kind is forms.Kind.LINK:
                found[field.slug] = str(named[value].pk)
            elif field.kind is forms.Kind.LINKS:
                found[field.slug] = [str(named[one].pk) for one in value]
            elif field.kind in (forms.Kind.DAY, forms.Kind.WHEN) and isinstance(value, int):
                found[field.slug] = self.day(value).isoformat()
            elif field.kind is forms.Kind.WHEN and isinstance(value, dict):  # not known to the day
                ((known, day),) = value.items()
                found[field.slug] = self.day(day).isoformat()[: {"month_of": 7, "year_of": 4}[known]]
            elif field.slug == "weekday" and isinstance(value, int):
                found[field.slug] = WEEKDAYS[self.day(value).weekday()]
        return found

    def find(self, number: int, words: str) -> tuple[int, Span]:
        """Return the turn of a session and the place in it where some words stand."""
        for turn, text in enumerate(self.said[number]):
            start = text.find(words)
            if start >= 0:
                return turn, Span(start, start + len(words))
        raise ValueError(f"{self.place.name}: session {number} has no turn with the words of a quotation")

    def _moment(self, entry: dict[str, Any], *, against: bool = False) -> formulation.MomentRef:
        turn, span = self.find(entry["session"], entry["words"])
        return formulation.MomentRef(self.transcripts[entry["session"]], turn, span.start, span.stop, against)
