"""A simulated clinic: how long an import takes and how pages behave as the clinic grows."""

from __future__ import annotations

import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.text import session as talk


def _percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


class Clinic:
    """Patients with weekly sessions and scores, written in bulk: one audit event a patient."""

    def __init__(self) -> None:
        from clew.practice.actions import people
        from clew.practice.models import Practice, User
        from clew.practice.roles import RoleName

        self.practice = Practice.objects.filter(name="Simulated clinic").first() or people.found_practice(
            name="Simulated clinic", country="GB", time_zone="Europe/London"
        )
        self.rng = random.Random(7)
        self.clinicians: list[Any] = list(User.objects.filter(username__startswith="clinician"))
        self.role = RoleName.CLINICIAN

    def clinician(self, number: int) -> Any:
        """Return the clinician of a group of 40 patients."""
        from clew.practice.actions import people

        while len(self.clinicians) <= number:
            user = people.add_user(
                username=f"clinician{len(self.clinicians)}", name="A clinician", password=None
            )
            people.grant_role(practice=self.practice, user=user, role=self.role)
            self.clinicians.append(user)
        return self.clinicians[number]

    def grow(self, patients: int, sessions: int = 20) -> None:
        """Add patients until there are so many."""
        from clew.practice import access, audit
        from clew.practice.actions import people, plan
        from clew.practice.models import Administration, Patient, Session
        from clew.practice.roles import May
        from clew.practice.transactions import write

        have = Patient.objects.filter(practice=self.practice).count()
        began = datetime.now(UTC) - timedelta(weeks=sessions + 1)
        for number in range(have, patients):
            by = self.clinician(number // 40)
            patient = people.admit_patient(
                practice=self.practice, name=f"Simulated person {number}", fictional=True, by=by, clinician=by
            )
            chart = access.open_record(by, patient.pk, to=May.PLAN, view="benchmark")
            course = plan.open_course(chart=chart, starts_on=began.date(), agreed_sessions=sessions)
            with write():
                event = audit.append(action="benchmark", actor=by.pk, patient=patient.pk)
                held = [
                    Session(
                        patient=patient,
                        event=event,
                        course=course,
                        number=n + 1,
                        at=began + timedelta(weeks=n),
                        attendance="attended",
                    )
                    for n in range(sessions)
                ]
                Session.objects.bulk_create(held)
                Administration.objects.bulk_create(
                    Administration(
                        patient=patient,
                        event=event,
                        course=course,
                        session=one,
                        instrument="phq-9",
                        at=one.at,
                        answers=[self.rng.randint(0, 2) for _ in range(8)] + [0, None],
                    )
                    for one in held
                )
                Administration.objects.bulk_create(
                    Administration(
                        patient=patient,
                        event=event,
                        course=course,
                        session=one,
                        instrument="alliance-check-in",
                        at=one.at,
                        answers=[self.rng.randint(5, 10) for _ in range(3)] + [0, None],
                    )
                    for one in held
                )
            if number % 40 == 0:  # one patient of each clinician has transcripts
                self._transcripts(chart, held[:8])

    def _transcripts(self, chart: Any, sessions: list[Any]) -> None:
        from clew.practice.actions import sessions as actions
        from clew.practice.models import Code, Episode

        for number, one in enumerate(sessions):
            row = actions.import_transcript(
                chart=chart, session=one, data=talk(120, number).encode(), name="made up"
            )
            Code.objects.filter(transcript=row).update(status=Code.Status.ACCEPTED)
            Episode.objects.filter(transcript=row).update(status=Episode.Status.ACCEPTED)


def imports(repeats: int = 10) -> None:
    """Measure bringing a 400-turn session in: parse, code, encrypt, store."""
    from clew.practice import access
    from clew.practice.actions import plan
    from clew.practice.actions import sessions as actions
    from clew.practice.models import Patient
    from clew.practice.roles import May

    clinic = Clinic()
    clinic.grow(1, sessions=2)
    patient = Patient.objects.get(practice=clinic.practice, number=1)
    chart = access.open_record(clinic.clinician(0), patient.pk, to=May.IMPORT, view="benchmark")
    course = chart.course
    assert course is not None
    times = []
    for seed in range(repeats):
        data = talk(400, seed).encode()
        planned = plan.plan_session(chart=chart, course=course, at=datetime.now(UTC))
        began = time.perf_counter()
        actions.import_transcript(chart=chart, session=planned, data=data, name="made up")
        times.append(time.perf_counter() - began)
    print(
        f"Importing a 400-turn session end to end: median {1000 * statistics.median(times):.0f} ms, "
        f"slowest {1000 * max(times):.0f} ms of {repeats} (budget 500 ms)"
    )


def pages(sizes: tuple[int, ...] = (100, 1000), requests: int = 30) -> None:
    """Measure server time and queries of pages in clinics of growing size."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from clew.practice.models import Patient, Session

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    clinic = Clinic()
    found: dict[str, list[float]] = {}
    for size in sizes:
        clinic.grow(size)
        patient = Patient.objects.get(practice=clinic.practice, number=1)
        session = Session.objects.filter(patient=patient, transcripts__current=True).order_by("at")[0]
        client = Client()
        client.force_login(clinic.clinician(0))
        addresses = {
            "caseload (40 patients)": reverse("caseload"),
            "course": reverse("course", args=[patient.pk]),
            "sessions": reverse("sessions", args=[patient.pk]),
            "session (120 turns)": reverse("session", args=[patient.pk, session.pk]),
            "formulation (8 sessions)": reverse("formulation", args=[patient.pk]),
            "measures": reverse("measures", args=[patient.pk]),
            "record log": reverse("record", args=[patient.pk]),
        }
        print(
            f"Pages, clinic of {size} patients, {Session.objects.count()} sessions (budget p95 100 ms, 15 queries)"
        )
        for name, address in addresses.items():
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = client.get(address)
            asked = len(queries)
            times = []
            for _ in range(requests):
                began = time.perf_counter()
                client.get(address)
                times.append(time.perf_counter() - began)
            p95 = 1000 * _percentile(times, 0.95)
            found.setdefault(name, []).append(statistics.median(times))
            print(
                f"  {name:<26} {answer.status_code}  median {1000 * statistics.median(times):6.1f} ms  "
                f"p95 {p95:6.1f} ms  {asked:3} queries"
            )
    print(f"Growth of the median from {sizes[0]} to {sizes[-1]} patients (1.0 is flat)")
    for name, medians in found.items():
        print(f"  {name:<26} {medians[-1] / medians[0]:.2f}")
