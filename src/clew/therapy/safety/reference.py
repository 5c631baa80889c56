"""The reference page of the safety rules, rendered from the rules themselves."""

from __future__ import annotations

from datetime import UTC, datetime

from clew.therapy.knowledge.markdown import page, table
from clew.therapy.moments import Moment, MomentKind
from clew.therapy.safety.actions import RESULTS, TABLE
from clew.therapy.safety.contacts import CONTACTS, UNIVERSAL_HELP, VALID_FOR
from clew.therapy.safety.levels import MINIMUM_DUTIES, Deadlines
from clew.therapy.safety.panel import BEFORE_QUESTIONS, WHO_READS
from clew.therapy.safety.plan import REVIEW, SAFETY_PLAN
from clew.therapy.safety.rules import CSSRS_LEVELS, DEFAULT_POLICY, Answer, asq

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # the tables do not depend on when or where an answer was given
_ANY_MOMENT = (Moment(MomentKind.ANSWER, "example"),)


def _asq_rows() -> list[tuple[str, str, str, str]]:
    firsts: dict[str, Answer | None] = {
        "all no": Answer.NO,
        "any yes or refused": Answer.YES,
        "no, one not asked": None,
    }
    rows = []
    for words, first in firsts.items():
        for item5 in (*Answer, None):
            items = (first, Answer.NO, Answer.NO, Answer.NO)
            found = asq(items, item5, at=_ANY_TIME, moments=_ANY_MOMENT)
            level = found.level.value if found.level else "not known"
            rows.append((words, item5 or "not asked", level, "yes" if found.complete else "no"))
    return rows


def safety_page() -> str:
    """Levels, duties, deadlines, screens, defaults, contacts and the safety plan."""
    limits, policy = Deadlines(), DEFAULT_POLICY
    default = limits.tag.meaning
    return page(
        "Safety",
        "No rule foretells what a person will do. Rules notice an answer, show help, and bring a named human within a "
        "set time; the human assesses. A level ranks how soon a person must act. The software raises a level and "
        "never lowers one; a clinician may set it up or down, with a reason.",
        "What was not asked or not answered is *not known*, never zero and never *none*.",
        "## Levels",
        table(
            ("Level", "Help shown first", "Alert", "At least (for the clinician)", "If nobody acknowledges"),
            [
                (
                    level.value,
                    "yes" if duty.help_first else "no",
                    "yes" if duty.alert else "no",
                    duty.clinician,
                    duty.escalation or "",
                )
                for level, duty in MINIMUM_DUTIES.items()
            ],
        ),
        "## From a level to what is done",
        "Clew shows these steps on the page of an alert, where a person ticks what was done. None of them ticks itself, "
        "and all of them together are no assessment.",
        table(
            ("Level", "At least", "Answered within", "If nobody answers", "What the patient sees"),
            [
                (
                    row.level.value,
                    "; ".join(
                        f"{action.name} ({action.source}; {action.tag.value})" for action in row.actions
                    )
                    or "carry on as planned; clinical judgement may still say otherwise",
                    f"{row.answer_within} ({row.tag.meaning})",
                    row.unanswered,
                    row.patient,
                )
                for row in TABLE.values()
            ],
        ),
        table(
            ("Screen", "Result", "Level", "Source"),
            [
                (result.screen, result.words, result.level.value, f"{result.source}; {result.tag.value}")
                for result in RESULTS
            ],
        ),
        "## Deadlines",
        f"All are set by the site; these are Clew's ({default}). A high alert is due "
        f"{limits.high.total_seconds() / 60:g} minutes after it is raised, at any hour. A moderate one is due after "
        f"{limits.moderate.total_seconds() / 3600:g} hours at any hour, and by the close of the day when raised in "
        "working hours, though never sooner than a high one. A low one is due when the practice closes so many working "
        f"days later: {limits.low_working_days}; though never sooner than a moderate one.",
        "## PHQ-9 item 9",
        table(
            ("Answer", "Level"),
            [
                ("0", "none"),
                ("1, 2 or 3", f"{policy.item9.value}, and a second-stage screen"),
                ("none", "not known"),
            ],
        ),
        f"The level of a positive answer is a setting ({default}). The items on death or self-harm of other "
        "questionnaires, such as item 6 of the CORE-10 and item 12 of the QIDS-SR16, are read in the same way.",
        "## ASQ",
        table(("Questions 1 to 4", "Item 5", "Level", "Complete"), _asq_rows()),
        f"A refusal counts as positive. The level of a screen broken off after a positive answer is a setting "
        f"({default}).",
        "## C-SSRS screener",
        "Clew holds the levels only; the wording stays with a site's own licensed copy. Item 4 is high.",
        table(("Positive item", "Level"), [(key, level.value) for key, level in CSSRS_LEVELS.items()]),
        "## Other signs",
        table(
            ("Sign", "Level"),
            [
                *(
                    (f"`{code}` in text (a proposal)", level.value)
                    for code, level in policy.risk_language.items()
                ),
                ("the patient asks for help now", policy.help_pressed.value),
                ("a clinician is worried", "the level the clinician chooses"),
            ],
        ),
        f"Settings ({default}). That no words were found in a text means nothing.",
        "## What a patient reads",
        *(
            f"*{cover.value.replace('_', ' ').capitalize()}.* {words}"
            for cover, words in BEFORE_QUESTIONS.items()
        ),
        f"*Free writing.* {WHO_READS}",
        f"*Help without verified contacts.* {UNIVERSAL_HELP}",
        "## Crisis contacts",
        f"Contacts are shown for {VALID_FOR.days} days after a named person has verified them, and the patient's pages "
        "do not open in a country without them. The entries below are where a site starts from: **numbers to check, "
        "not numbers to call**. Not one of them has been verified for this release.",
        table(
            ("Country", "Emergency", "Lines (tag)"),
            [
                (
                    f"{c.name} ({c.country})",
                    ", ".join(c.emergency),
                    "; ".join(
                        f"{line.name}: {line.phone or f'text {line.sms}'} ({line.tag})" for line in c.lines
                    ),
                )
                for c in CONTACTS.values()
            ],
        ),
        "## Safety plan",
        f"Made together in conversation, in the patient's words. {REVIEW}",
        table(
            ("Heading", "Slug", "What the patient reads", "For the clinician"),
            [(h.name, f"`{h.slug}`", h.prompt, h.definition) for h in SAFETY_PLAN.values()],
        ),
    )
