"""What is known about whether it works: every trial, review and statement of the founding texts, held against the papers.

Slugs are stored and cited, so they stay. What follows and what does not is said in Clew's own words.
"""

from __future__ import annotations

from clew.therapy.knowledge.base import Tag, by_slug
from clew.therapy.knowledge.evidence_trials import ABSTRACT, TRIALS
from clew.therapy.knowledge.trial_facts import Basis, Estimate, Fact, FactKind, Measure, People

_NOT_EQUAL = "That no difference was found is not a finding that the two are equal."

_POOLED = (
    Fact(
        slug="evidence_controls",
        name="Short-term therapy against control, depression",
        definition="Effect d = 0.69, in 23 studies with 1,365 patients.",
        source="Driessen2010",
        tag=Tag.VERIFIED,
        kind=FactKind.POOLED,
        seeds=("S159", "S368"),
        studies=23,
        people=(People(1365, Basis.INCLUDED),),
        estimates=(
            Estimate(what="against control, end of treatment", measure=Measure.SIZE, value=0.69),
            Estimate(what="before to after therapy", measure=Measure.CHANGE, value=1.34),
            Estimate(what="before to after, individual format", measure=Measure.CHANGE, value=1.48),
            Estimate(what="before to after, in groups", measure=Measure.CHANGE, value=0.83),
        ),
        shows="On average people did clearly better than those who waited or had the usual care.",
        leaves_open="The 23 studies were not all randomised, and only some had a control group. Change from before to "
        "after holds what time alone does.",
        checked=ABSTRACT,
    ),
    Fact(
        slug="evidence_controls_update",
        name="The same, updated",
        definition="Effect d = 0.49 to 0.69, depending on the outcome, in 54 studies (33 of them randomised) with 3,946 "
        "patients.",
        source="Driessen2015",
        tag=Tag.VERIFIED,
        kind=FactKind.POOLED,
        seeds=("S159", "S368"),
        studies=54,
        people=(People(3946, Basis.INCLUDED),),
        estimates=(
            Estimate(
                what="against control, end of treatment, over outcomes",
                measure=Measure.SIZE,
                value=0.49,
                up_to=0.69,
            ),
            Estimate(
                what="individual format against other therapies (no reliable difference)",
                measure=Measure.SIZE,
                value=-0.14,
            ),
        ),
        shows="With more studies the advantage over control stays, and it holds for more than depression scores.",
        leaves_open="How much smaller it would be without unpublished and weak studies.",
        checked=ABSTRACT,
    ),
    Fact(
        slug="evidence_controls_individual",
        name="The same, from the data of each person",
        definition="Effect d = 0.62 (0.47 to 0.76) against control, in 11 randomised trials with 771 patients.",
        source="Wienicke2023",
        tag=Tag.VERIFIED,
        kind=FactKind.POOLED,
        studies=11,
        people=(People(771, Basis.INCLUDED),),
        estimates=(
            Estimate(
                what="against control, end of treatment",
                measure=Measure.SIZE,
                value=0.62,
                ci=(0.47, 0.76),
            ),
        ),
        shows="The same answer from randomised trials only, with each person's data: a medium advantage over control.",
        leaves_open="Who benefits most: longer episodes went with more benefit, which is an observation and no proof.",
        checked=ABSTRACT,
    ),
    Fact(
        slug="evidence_five_trials",
        name="Five trials against control, not identified",
        definition="Better than control by a moderate amount, with results that varied, in 5 trials with 435 patients "
        "(10 to 24 weekly sessions).",
        source="UTD",
        tag=Tag.STATED,
        kind=FactKind.POOLED,
        seeds=("S164",),
        studies=5,
        people=(People(435, Basis.INCLUDED),),
        shows="No more than the founding text says; it agrees with the pooled analyses that are known.",
        leaves_open="Everything else: without the paper neither the size of the effect nor its trials can be looked up.",
        differs="The analysis that the founding text means could not be identified, so no paper is cited for it.",
        checked="no paper with five trials and 435 patients was found; three candidates did not match",
    ),
    Fact(
        slug="evidence_four_trials",
        name="Four earlier trials against control",
        definition="Short-term therapy was better than control in an earlier pooled analysis of 4 trials.",
        source="Driessen2010",
        tag=Tag.STATED,
        kind=FactKind.POOLED,
        seeds=("S165",),
        studies=4,
        shows="The direction of the result, and that it rests on few trials.",
        leaves_open="Its size and its uncertainty, which the founding text does not give.",
        differs="The founding text cites for these four trials the same paper as for 23 studies; the four are probably a "
        "part of those.",
    ),
    Fact(
        slug="evidence_other_therapies",
        name="Short-term therapy against other therapies",
        definition="Slightly behind at the end (d = 0.30); no reliable difference after three months (0.05) or twelve "
        "(0.29); from the same 23 studies with 1,365 patients.",
        source="Driessen2010",
        tag=Tag.VERIFIED,
        kind=FactKind.POOLED,
        seeds=("S167",),
        studies=23,
        people=(People(1365, Basis.INCLUDED),),
        estimates=(
            Estimate(what="against other therapies, end of treatment", measure=Measure.SIZE, value=-0.30),
            Estimate(what="against other therapies, 3 months later", measure=Measure.SIZE, value=-0.05),
            Estimate(what="against other therapies, 12 months later", measure=Measure.SIZE, value=-0.29),
        ),
        shows="At the end of a short therapy others were a little ahead.",
        leaves_open="Whether the gap closes: a year later it was about as large, and only too uncertain to be called a "
        "difference. " + _NOT_EQUAL,
        checked=ABSTRACT,
    ),
    Fact(
        slug="evidence_any_two",
        name="Any two therapies",
        definition="Outcome and drop-out comparable, in 53 comparative trials with 2,757 patients, over seven kinds of "
        "therapy.",
        source="Cuijpers2008",
        tag=Tag.STATED,
        kind=FactKind.POOLED,
        seeds=("S168",),
        studies=53,
        people=(People(2757, Basis.INCLUDED),),
        shows="The common therapies for mild to moderate depression differ little, in outcome and in who leaves early.",
        leaves_open="How psychodynamic therapy itself compares, since only some of the trials were of it. "
        + _NOT_EQUAL,
        differs="53 trials and 2,757 patients are the totals over seven kinds of therapy; the founding text reads as if "
        "all of them compared psychodynamic therapy.",
        checked="no page of the paper; the paper was matched to the founding text by its numbers",
    ),
    Fact(
        slug="evidence_lay_pooled",
        name="Short and long therapies pooled",
        definition="Both did better than nothing, and like standard treatments in general.",
        source="LayTexts",
        tag=Tag.STATED,
        kind=FactKind.POOLED,
        seeds=("S362",),
        shows="The direction, as an older lay text tells it.",
        leaves_open="For which disorders and by how much; the text gives neither a number nor a source.",
        differs="The text names no paper, so none is cited.",
    ),
    Fact(
        slug="evidence_alliance",
        name="The alliance and the outcome",
        definition="A better alliance goes with a better outcome: r = 0.278, in 295 studies of psychotherapies of all "
        "kinds.",
        source="Fluckiger2018",
        tag=Tag.KNOWN,
        kind=FactKind.POOLED,
        seeds=("S068", "S100"),
        studies=295,
        estimates=(
            Estimate(
                what="alliance and outcome, psychotherapies of all kinds",
                measure=Measure.CORRELATION,
                value=0.278,
            ),
        ),
        shows="How well two people work together tells something, in every school, about how therapy will end.",
        leaves_open="Which brings about which: people who get better also come to trust. That the alliance counts for "
        "more than technique does not follow from a correlation.",
    ),
)

_REVIEWS = (
    Fact(
        slug="evidence_umbrella",
        name="Umbrella review of the trials",
        definition="In depressive disorders it meets the updated criteria of an empirically supported treatment "
        "(abstract).",
        source="Leichsenring2023",
        tag=Tag.VERIFIED,
        kind=FactKind.REVIEW,
        seeds=("S159",),
        shows="By an agreed standard it belongs to the tested treatments of depression.",
        leaves_open="That it is the best of them, or right for a particular person.",
        checked=ABSTRACT,
    ),
    Fact(
        slug="evidence_nice",
        name="Where NICE places it",
        definition="Recommended for less and for more severe depression, and low in the order: last of the options for "
        "less severe, seventh for more severe.",
        source="Malhi2023",
        tag=Tag.VERIFIED,
        kind=FactKind.REVIEW,
        shows="A national guideline offers it, after other treatments.",
        leaves_open="What fits one person: the order weighs cost as well as effect.",
        checked="the paper about the guideline, and the guideline in part",
    ),
    Fact(
        slug="evidence_review_2010",
        name="A review of 2010",
        definition="A review in American Psychologist speaks for the efficacy of psychodynamic therapy.",
        source="Shedler2010",
        tag=Tag.STATED,
        kind=FactKind.REVIEW,
        seeds=("S346",),
        shows="That a much-read review came out in its favour.",
        leaves_open="How large the effects are once all trials are counted: a review that argues a case is not a pooled "
        "analysis of all of them.",
    ),
    Fact(
        slug="evidence_review_2015",
        name="A review of 2015",
        definition="Found to help with depression, some anxiety, eating and somatic problems; little support for PTSD, "
        "OCD, bulimia, cocaine dependence and psychosis.",
        source="Fonagy2015",
        tag=Tag.STATED,
        kind=FactKind.REVIEW,
        seeds=("S258", "S259"),
        shows="That its support is uneven from problem to problem, and depression is among the better supported.",
        leaves_open="Anything about those other problems in detail; Clew is for depression only.",
    ),
    Fact(
        slug="evidence_review_2017",
        name="A review of 2017",
        definition="Found to be as effective as established treatments; who benefits from it is still open.",
        source="Steinert2017",
        tag=Tag.STATED,
        kind=FactKind.REVIEW,
        seeds=("S348",),
        shows="That a test made for sameness, over several disorders, came out in its favour.",
        leaves_open="Which person does better with which treatment, as the review itself says.",
    ),
)


def _said(
    slug: str,
    name: str,
    definition: str,
    *seeds: str,
    shows: str,
    leaves_open: str,
    source: str = "UTD",
    tag: Tag = Tag.STATED,
    differs: str | None = None,
) -> Fact:
    return Fact(
        slug=slug, name=name, definition=definition, source=source, tag=tag, kind=FactKind.STATEMENT,
        seeds=seeds, shows=shows, leaves_open=leaves_open, differs=differs,
    )  # fmt: skip


_STATEMENTS = (
    _said(
        "evidence_caveat",
        "A caution about all of it",
        "Unpublished and weak studies make every psychotherapy look better in such summaries than it is.",
        "S163",
        shows="That every pooled figure here is more likely too high than too low.",
        leaves_open="By how much. Methods that correct for it rest on assumptions of their own.",
    ),
    _said(
        "evidence_rigour",
        "What makes a trial rigorous",
        "Hypotheses stated before, an active comparator, standard criteria, raters who do not know the treatment, manuals "
        "whose use is checked, and balanced groups.",
        "S160",
        shows="What to look for before a result is believed.",
        leaves_open="That a trial with all of it is right: it may still be small, or of other people.",
    ),
    _said(
        "evidence_weakness",
        "What makes a trial weak",
        "Everybody knows who gets what, the comparator is weak, and those who rate the outcome know the treatment.",
        "S161",
        shows="Why a large effect against a waiting list says less than a small one against a good treatment.",
        leaves_open="How much each weakness adds in a given trial.",
    ),
    _said(
        "evidence_blinding",
        "Patients who know their treatment",
        "It is thought that this matters less in trials of therapy than in trials of drugs; nobody has studied it.",
        "S162",
        shows="That an often heard defence of open trials is an opinion.",
        leaves_open="Whether it is right.",
    ),
    _said(
        "evidence_mild_moderate",
        "How ill the people in the trials were",
        "Most trials took people with mild to moderate depression.",
        "S008",
        shows="For whom the figures speak.",
        leaves_open="How it does in severe depression, where it is given together with medication.",
    ),
    _said(
        "evidence_named_therapies",
        "Against six named therapies",
        "About equal to behavioural activation, CBT, interpersonal, problem-solving, social skills and supportive therapy.",
        "S166",
        shows="That no one therapy is far ahead of the others.",
        leaves_open="Small differences. " + _NOT_EQUAL,
    ),
    _said(
        "evidence_cbt_pooled",
        "Against CBT in pooled analyses",
        "Mood and life with others came out alike.",
        "S169",
        shows="That a choice between the two need not be made by their average effect.",
        leaves_open="Which suits one person better. " + _NOT_EQUAL,
    ),
    _said(
        "evidence_lay_cbt",
        "As good as CBT, as lay texts tell it",
        "Told to equal CBT for many complaints; one study, not named, is told to have found it at least as effective.",
        "S338",
        "S347",
        shows="No more than that lay texts say so.",
        leaves_open="Everything else; the trials against CBT that are known found no clear difference.",
        source="LayTexts",
        differs="The text does not name the study, so none is cited.",
    ),
    _said(
        "evidence_drugs",
        "Against medication",
        "Whether a time-limited therapy does as well as medication is not clear.",
        "S174",
        shows="That the two trials at hand tell different stories: much remission in both arms of a small one, and no "
        "advantage of either over placebo in the other.",
        leaves_open="The answer.",
    ),
    _said(
        "evidence_with_drugs",
        "Together with medication",
        "Only few trials put psychodynamic therapy and medication together.",
        "S177",
        shows="That the advice to combine in severe depression rests on few trials of this therapy.",
        leaves_open="How much each part adds.",
    ),
    _said(
        "evidence_online",
        "Over the internet",
        "Psychodynamic therapy online may do as well as CBT online; the trial behind it was with 272 adolescents.",
        "S339",
        shows="That it can be given this way, with a therapist's guidance.",
        leaves_open="How it compares in adults.",
        source="Mechler2022",
        tag=Tag.KNOWN,
        differs="The founding text does not say that the comparison was made with adolescents.",
    ),
    _said(
        "evidence_after_the_end",
        "After the end",
        "Improvement can go on long after the end, and people grow stronger with thoughts and feelings.",
        "S273",
        "S274",
        shows="That an end is not the last word on what therapy did. Pooled studies of short therapies found the change "
        "kept for a year (Driessen2010).",
        leaves_open="Whether it goes on growing, and for how many: a year later there was no clear gain over other "
        "therapies, and depression often returns.",
        source="LayTexts",
    ),
    _said(
        "evidence_insight",
        "Insight and getting better",
        "Improvement is said to follow insight into patterns, conflicts and defenses.",
        "S077",
        shows="How the therapy is thought to work.",
        leaves_open="Whether it does work that way: the founding texts give no figure, and others of their statements put "
        "the alliance, or new habits, first. Clew claims no single cause.",
    ),
    _said(
        "evidence_hard_to_measure",
        "Why it is hard to study",
        "Change of personality is harder to measure than symptoms.",
        "S345",
        shows="That trials may miss a part of what the therapy aims at.",
        leaves_open="Whether that part is large. What was not measured is no evidence.",
        source="LayTexts",
    ),
    _said(
        "evidence_more_needed",
        "What is missing",
        "Good studies of depression in particular are few; more of them and longer follow-up are needed.",
        "S275",
        "S361",
        "S363",
        shows="That the figures here can still move.",
        leaves_open="Which way.",
        source="LayTexts",
    ),
)

EVIDENCE = by_slug((*TRIALS, *_POOLED, *_REVIEWS, *_STATEMENTS))
"""Every fact by slug: trials, pooled analyses, reviews, and what the founding texts say about evidence."""

EVIDENCE_IN_SHORT = by_slug(
    EVIDENCE[slug]
    for slug in (
        "evidence_controls",
        "evidence_controls_update",
        "evidence_other_therapies",
        "evidence_any_two",
        "evidence_cbt",
        "evidence_cognitive",
        "evidence_fluoxetine",
        "evidence_placebo",
        "evidence_clomipramine",
        "evidence_recurrence",
        "evidence_umbrella",
        "evidence_nice",
        "evidence_caveat",
    )
)
"""The facts that a clinician has at hand when a treatment is chosen (indication-and-suitability.md 1.2)."""
