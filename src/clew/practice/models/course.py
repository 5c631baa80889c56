"""A course of treatment: its frame, sessions, goals, medication and what happens in life meanwhile."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clew.practice.models.base import Record, Sealed
from clew.practice.models.together import Joint, JointSession
from clew.therapy.course.emphasis import Emphasis


class Course(Record):
    """One course of treatment, from referral to the end of continuing care (FHIR EpisodeOfCare)."""

    class Stage(models.TextChoices):
        """Where the course stands (course.md 8.2)."""

        REFERRAL = "referral", "Referral"
        ASSESSMENT = "assessment", "Assessment"
        FOCUS = "focus", "Finding the focus"
        WORKING_THROUGH = "working_through", "Working through"
        ENDING = "ending", "Ending"
        CONTINUING_CARE = "continuing_care", "Continuing care"
        ENDED = "ended", "Ended"

    class Kind(models.TextChoices):
        """Whether an end was agreed at the start."""

        TIME_LIMITED = "time_limited", "Time-limited"
        OPEN_ENDED = "open_ended", "Open-ended"

    class Format(models.TextChoices):
        """Who meets, and how (course.md 8.1)."""

        INDIVIDUAL = "individual", "Individual"
        COUPLE = "couple", "Couple"
        FAMILY = "family", "Family"
        GROUP = "group", "Group"
        ONLINE = "online", "Individual, online"

    class EndReason(models.TextChoices):
        """Why a course ended (course.md 8.8)."""

        GOALS_REACHED = "goals_reached", "The goals are reached"
        PLANNED_LIMIT = "planned_limit", "The agreed number of sessions is over"
        NOT_FEASIBLE = "not_feasible", "It is no longer feasible, for instance after a move"
        IMPASSE = "impasse", "An impasse"
        PATIENT_CHOICE = "patient_choice", "The patient chose to end"
        REFERRED_ON = "referred_on", "Referred to other help"
        LOST = "lost", "Contact was lost"

    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.REFERRAL)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.TIME_LIMITED)
    agreed_sessions = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=50)
    weekly_rate = models.FloatField(default=1.0)
    setting = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    planned_end = models.DateField(null=True, blank=True)
    format = models.CharField(max_length=12, choices=Format.choices, default=Format.INDIVIDUAL)
    emphasis = models.CharField(
        "emphasis that was planned", max_length=12, choices=[(e.value, e.value) for e in Emphasis], blank=True
    )
    review_weeks = models.PositiveSmallIntegerField("weeks between reviews", null=True, blank=True)
    referred_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=16, choices=EndReason.choices, blank=True)
    continues = models.OneToOneField(
        "self",
        verbose_name="the earlier course that this one returns to",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="continued_by",
    )
    joint = models.ForeignKey(Joint, on_delete=models.PROTECT, null=True, blank=True, related_name="courses")
    referral = Sealed()
    reason = Sealed()
    focus = Sealed()

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"referral", "reason", "focus"}
        person: ClassVar[set[str]] = {
            "stage",
            "kind",
            "agreed_sessions",
            "minutes",
            "weekly_rate",
            "setting",
            "starts_on",
            "planned_end",
            "format",
            "emphasis",
            "review_weeks",
            "referred_on",
            "ended_on",
            "end_reason",
        }
        link: ClassVar[set[str]] = {*Record.Privacy.link, "continues", "joint"}


class Session(Record):
    """One meeting, planned, held or missed."""

    class Attendance(models.TextChoices):
        """What became of the appointment."""

        PLANNED = "planned", "Planned"
        ATTENDED = "attended", "Attended"
        LATE = "late", "Came late"
        CANCELLED = "cancelled", "Cancelled"
        NO_SHOW = "no_show", "Did not come"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=50)
    attendance = models.CharField(max_length=12, choices=Attendance.choices, default=Attendance.PLANNED)
    late_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    notice_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    online = models.BooleanField(default=False)
    meeting = models.ForeignKey(
        JointSession, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="one_number_a_course")]
        indexes = [models.Index(fields=["patient", "at"], name="session_patient_at")]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"at", "minutes", "attendance", "late_minutes", "notice_hours", "online"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course", "number", "meeting"}

    @property
    def held(self) -> bool:
        """Whether the two met."""
        return self.attendance in (self.Attendance.ATTENDED, self.Attendance.LATE)


class Goal(Record):
    """What the patient wants from the course, in the patient's words and in the clinician's."""

    class Kind(models.TextChoices):
        """What the goal is about (assessment.md 2.1)."""

        SYMPTOM = "symptom", "Symptom"
        RELATIONSHIP = "relationship", "Personality or relationship"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="goals")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    agreed_on = models.DateField()
    patient_words = Sealed()
    clinician_words = Sealed()

    class Meta:
        ordering = ["agreed_on"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"patient_words", "clinician_words"}
        person: ClassVar[set[str]] = {"kind", "agreed_on"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course"}


class Medication(Record):
    """A medicine the patient takes, as the prescriber wrote it."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="medications")
    name = Sealed()
    dose = Sealed()
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["from_date"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"name", "dose"}
        person: ClassVar[set[str]] = {"from_date", "to_date"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course"}


class LifeEvent(Record):
    """Something that happened meanwhile: a stressor, a break in the treatment, a turn in life."""

    class Kind(models.TextChoices):
        """What kind of happening."""

        STRESSOR = "stressor", "Stressor"
        BREAK = "break", "Break"
        LIFE = "life", "Life"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    text = Sealed()

    class Meta:
        ordering = ["on"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"text"}
        person: ClassVar[set[str]] = {"kind", "on"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course"}
