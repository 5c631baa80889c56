"""Sessions that a person has coded, for tests of the formulation and what stands beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from clew.practice.actions import coding, plan
from clew.practice.actions.base import on_record
from clew.practice.models import Transcript
from clew.practice.roles import May
from clew.therapy.coding import margin
from clew.therapy.transcripts import write_json

FIRST = """\
Clinician: How was Sunday?
  # intervention: question

Patient: She rang, I said I was fine, she said good, and that was the whole call.
  # defense: isolation_of_affect | that was the whole call
  # episode call sibling "older sister" outside 3.5 told "last Sunday"
  # W call: be_understood | I said I was fine
  # RO call: distant negative actual | she said good
  # RS call: not_open negative | that was the whole call
  # end call

Patient: My mother never asked either. I sat on the stairs and <b>waited</b>.
  # defense: devaluation_of_other | My mother never asked either
  # episode stairs parent "mother" past 3 told "aged nine"
  # W stairs: be_understood | I sat on the stairs
  # RO stairs: distant negative actual | My mother never asked
  # end stairs
  # moment | My mother never asked either
"""

SECOND = """\
Clinician: You went quiet just now.
  # intervention: observation

Patient: I thought you were bored, so I said nothing and looked at the clock.
  # defense: projection | I thought you were bored
  # episode clock clinician "clinician" room 3 enacted "now"
  # W clock: be_respected | I thought you were bored
  # RO clock: not_understanding negative expected | you were bored
  # RS clock: not_open negative | I said nothing
  # end clock

Patient: Only a hint of it.
  # episode hint friend "friend" outside 1.5 told "once"
  # end hint
"""


def hold(chart, course, number, text):
    """Hold a session whose transcript a person has coded in the margin, as in the demonstration's files."""
    coded = margin.parse(text, f"{number:02}.session", session=number)
    session = plan.plan_session(
        chart=chart,
        course=course,
        number=number,
        at=datetime(2026, 1, 1, 10, tzinfo=UTC) + timedelta(weeks=number),
        attendance="attended",
    )
    row = Transcript(
        patient=chart.patient,
        session=session,
        format="plain",
        turn_count=len(coded.transcript.turns),
        source_digest=f"{number:064}",
    )
    row.seal(chart.cipher, turns=write_json(coded.transcript))
    with on_record(chart, "transcript.import", to=May.IMPORT) as event:
        row.event = event
        row.save(force_insert=True)
    coding.record_coding(chart=chart, transcript=row, coded=coded)
    return row, coded


def words(element):
    return " ".join(element.text_content().split())


def by_class(tree, name, inside="//"):
    return tree.xpath(f'{inside}*[contains(concat(" ", normalize-space(@class), " "), " {name} ")]')
