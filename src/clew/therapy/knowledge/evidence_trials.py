"""The trials that the founding texts tell of: who took part, what was counted, what follows and what does not.

Counts marked as rebuilt are the only whole numbers that give the published shares.
"""

from __future__ import annotations

from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.trial_facts import (
    Basis,
    Estimate,
    Fact,
    FactKind,
    Measure,
    People,
    TrialArm,
    TrialOutcome,
)

ABSTRACT = "the published abstract"
"""What was read of most papers."""

TRIALS: tuple[Fact, ...] = (
    Fact(
        slug="evidence_cbt",
        name="Against CBT, 16 sessions in 22 weeks",
        definition="Remission in about 23 % in both arms; 341 were randomised, while the founding text tells of 233.",
        source="Driessen2013",
        tag=Tag.VERIFIED,
        kind=FactKind.TRIAL,
        seeds=("S170",),
        design="Randomised non-inferiority trial with out-patients, 16 sessions within 22 weeks; those with severe "
        "depression were also given medication",
        people=(People(341, Basis.RANDOMISED), People(233, Basis.UNSAID)),
        outcomes=(
            TrialOutcome(
                name="remission at the end (HAM-D 7 or below)",
                basis=Basis.RANDOMISED,
                good=True,
                arms=(
                    TrialArm(name="Psychodynamic therapy", percent=23),
                    TrialArm(name="Cognitive behavioural therapy", percent=23),
                ),
            ),
        ),
        shows="The two did alike, and with either about three in four were not in remission after 16 sessions.",
        leaves_open="For symptom scores at the end the authors could show that psychodynamic therapy is not much "
        "worse; for remission and for the year after they could not. The sizes of the arms are not at hand, so Clew "
        "computes no ratio.",
        differs="The paper randomised 341 people; the founding text speaks of 233, a number that the abstract does not "
        "have and that may be those who were assessed at the end.",
        checked=ABSTRACT + ", which gives remission over both arms as 22.7 %",
    ),
    Fact(
        slug="evidence_cognitive",
        name="Against cognitive therapy, 16 sessions in 5 months",
        definition="Response in 16 % against 22 %, judged comparable, n = 237.",
        source="ConnollyGibbons2016",
        tag=Tag.STATED,
        kind=FactKind.TRIAL,
        seeds=("S171",),
        design="Randomised non-inferiority trial in community mental health, 16 sessions over 5 months",
        people=(People(237, Basis.RANDOMISED),),
        outcomes=(
            TrialOutcome(
                name="response",
                basis=Basis.RANDOMISED,
                good=True,
                rebuilt=True,
                arms=(
                    TrialArm(name="Dynamic psychotherapy", percent=16, counts=(19, 118)),
                    TrialArm(name="Cognitive therapy", percent=22, counts=(26, 119)),
                ),
            ),
        ),
        estimates=(
            Estimate(
                what="change on the HAM-D, one arm less the other (which way is not told in what was read)",
                measure=Measure.POINTS,
                value=0.86,
                ci=(-0.70, 2.42),
            ),
            Estimate(what="the same, standardised (which way is not told)", measure=Measure.SIZE, value=0.11),
        ),
        shows="In routine care few responded to either, and on the mean score of depression the two came out close.",
        leaves_open="Whether cognitive therapy brings more people to response: a gap of six in a hundred is well within "
        "what chance makes in arms of this size.",
        checked=ABSTRACT + " for arms, numbers and scores; the shares are those of the founding text",
    ),
    Fact(
        slug="evidence_fluoxetine",
        name="Against fluoxetine, 16 weeks",
        definition="Remission in 57 % against 68 % of the 40 who completed it; 51 had been randomised. There was no "
        "placebo.",
        source="Salminen2008",
        tag=Tag.VERIFIED,
        kind=FactKind.TRIAL,
        seeds=("S175",),
        design="Randomised trial in primary care, 16 weeks, one session a week against 20 to 40 mg a day, no placebo",
        people=(People(51, Basis.RANDOMISED), People(40, Basis.COMPLETED)),
        outcomes=(
            TrialOutcome(
                name="full remission at four months (HDRS 7 or below)",
                basis=Basis.COMPLETED,
                good=True,
                rebuilt=True,
                arms=(
                    TrialArm(name="Short-term psychodynamic therapy", percent=57, counts=(12, 21)),
                    TrialArm(name="Fluoxetine", percent=68, counts=(13, 19)),
                ),
            ),
        ),
        shows="Among those who stayed to the end, many in both arms were well.",
        leaves_open="Which does better: so few people leave room for a large difference either way. Nor how much is due "
        "to treatment at all, since nobody had a placebo, and the eleven who left are not counted.",
        differs="The founding text reads as if the shares were of 51 patients; in the paper they are of the 40 who "
        "completed.",
        checked=ABSTRACT,
    ),
    Fact(
        slug="evidence_placebo",
        name="20 sessions against sertraline or venlafaxine, against placebo, 16 weeks",
        definition="Remission in 22, 25 and 20 %, n = 156.",
        source="Barber2012",
        tag=Tag.STATED,
        kind=FactKind.TRIAL,
        seeds=("S176",),
        design="Randomised trial with a pill placebo, 16 weeks; sertraline up to 200 mg, from week 8 "
        "venlafaxine up to 375 mg for some",
        people=(People(156, Basis.RANDOMISED),),
        outcomes=(
            TrialOutcome(
                name="remission at 16 weeks",
                basis=Basis.RANDOMISED,
                good=True,
                rebuilt=True,
                arms=(
                    TrialArm(name="Supportive-expressive therapy", percent=22, counts=(11, 51)),
                    TrialArm(name="Sertraline, then venlafaxine", percent=25, counts=(14, 55)),
                    TrialArm(name="Placebo and clinical management", percent=20, counts=(10, 50)),
                ),
            ),
        ),
        shows="Neither the therapy nor the medication could be told from placebo in this trial.",
        leaves_open="That neither helps: the arms are too small to rule out a useful difference, and people in the "
        "placebo arm were seen and cared for as well.",
        checked=ABSTRACT + " for design and numbers; the shares are those of the founding text",
    ),
    Fact(
        slug="evidence_community",
        name="Against the usual therapy of a community centre, 12 weeks",
        definition="The score came into the normal range in 50 % against 29 %, n = 40: a pilot trial.",
        source="ConnollyGibbons2012",
        tag=Tag.VERIFIED,
        kind=FactKind.TRIAL,
        seeds=("S172",),
        design="Randomised pilot trial in a community mental health centre, 12 weeks",
        people=(People(40, Basis.RANDOMISED),),
        outcomes=(
            TrialOutcome(
                name="score in the normal range (BASIS-24)",
                basis=Basis.UNSAID,
                good=True,
                arms=(
                    TrialArm(name="Brief dynamic therapy", percent=50),
                    TrialArm(name="Usual psychotherapy", percent=29),
                ),
            ),
        ),
        shows="A hint that brief dynamic therapy can do well under everyday conditions.",
        leaves_open="How large the benefit is. A pilot of 40 people cannot say, and the sizes of the arms that were "
        "analysed are not at hand, so Clew computes no ratio.",
        differs="The paper reports change over time in favour of dynamic therapy; a public collection of trial data "
        "holds end scores of the same trial that lean slightly the other way. Both are from few people.",
        checked=ABSTRACT,
    ),
    Fact(
        slug="evidence_inpatients",
        name="Added to the usual treatment of in-patients",
        definition="Response in 31 of 76 against 16 of 73 at the end of treatment; the advantage in scores was still "
        "there after twelve months. 149 took part.",
        source="deRoten2017",
        tag=Tag.VERIFIED,
        kind=FactKind.TRIAL,
        seeds=("S173",),
        design="Randomised trial with in-patients; about three in four took medication and the stay was about five weeks",
        people=(People(149, Basis.RANDOMISED),),
        outcomes=(
            TrialOutcome(
                name="response at the end of treatment",
                basis=Basis.RANDOMISED,
                good=True,
                arms=(
                    TrialArm(name="Brief psychodynamic therapy added", counts=(31, 76)),
                    TrialArm(name="Usual in-patient treatment", counts=(16, 73)),
                ),
            ),
            TrialOutcome(
                name="remission at the end of treatment",
                basis=Basis.RANDOMISED,
                good=True,
                arms=(
                    TrialArm(name="Brief psychodynamic therapy added", counts=(14, 76)),
                    TrialArm(name="Usual in-patient treatment", counts=(8, 73)),
                ),
            ),
        ),
        estimates=(
            Estimate(
                what="MADRS, end of treatment",
                measure=Measure.SIZE,
                value=0.39,
                ci=(0.06, 0.71),
            ),
            Estimate(what="MADRS, 3 months later", measure=Measure.SIZE, value=0.46, ci=(0.14, 0.78)),
            Estimate(what="MADRS, 12 months later", measure=Measure.SIZE, value=0.32, ci=(0.01, 0.64)),
            Estimate(
                what="response, end of treatment, as the paper estimates it",
                measure=Measure.ODDS_RATIO,
                value=2.69,
                ci=(1.18, 6.11),
            ),
        ),
        shows="Brief psychodynamic therapy beside the usual treatment brought more in-patients to response.",
        leaves_open="Whether it was this therapy or simply more attention, and whether more people reached remission. "
        "It says nothing about therapy without medication or outside hospital.",
        checked=ABSTRACT
        + " for numbers and effects; the counts are those of a public collection of trial data (Metapsy)",
    ),
    Fact(
        slug="evidence_clomipramine",
        name="With clomipramine against clomipramine alone, 10 weeks",
        definition="Criteria of major depression still met by 9 % against 28 %, n = 74.",
        source="Burnand2002",
        tag=Tag.VERIFIED,
        kind=FactKind.TRIAL,
        seeds=("S178",),
        design="Randomised trial, 10 weeks, clomipramine in both arms",
        people=(People(95, Basis.RANDOMISED), People(74, Basis.ANALYSED)),
        outcomes=(
            TrialOutcome(
                name="still meeting the criteria of major depression at 10 weeks",
                basis=Basis.ANALYSED,
                good=False,
                rebuilt=True,
                arms=(
                    TrialArm(name="Psychodynamic therapy and clomipramine", percent=9, counts=(3, 35)),
                    TrialArm(name="Clomipramine", percent=28, counts=(11, 39)),
                ),
            ),
        ),
        shows="In this trial fewer were still depressed where psychodynamic therapy was added, and they got on better in life.",
        leaves_open="How far it holds: 21 of the 95 who were randomised are not counted, few events carry the result, "
        "and the added time with a therapist is part of it.",
        differs="The founding text tells of 74 patients; 95 were randomised (47 and 48), and 12 and 9 of them were left "
        "out of the analysis.",
        checked="the page of the paper",
    ),
    Fact(
        slug="evidence_recurrence",
        name="Six months combined against medication alone, followed for up to four years",
        definition="Recurrence in 27 % against 47 %, n = 92.",
        source="Maina2009",
        tag=Tag.STATED,
        kind=FactKind.TRIAL,
        seeds=("S179",),
        design="Follow-up over 48 months of those who were in remission after a trial of 6 months; medication went on for "
        "6 more months, then ended",
        people=(People(92, Basis.FOLLOWED),),
        outcomes=(
            TrialOutcome(
                name="recurrence of major depression within 48 months",
                basis=Basis.FOLLOWED,
                good=False,
                rebuilt=True,
                arms=(
                    TrialArm(name="Brief dynamic therapy and medication", percent=27, counts=(11, 41)),
                    TrialArm(name="Medication alone", percent=47, counts=(24, 51)),
                ),
            ),
        ),
        shows="Among those in remission, depression came back less often in this trial after combined treatment.",
        leaves_open="What would have happened to all who began: only those in remission were followed, so the two groups "
        "are no longer the ones that chance made; nor is chance itself ruled out. Even after both, more than a quarter fell "
        "ill again.",
        differs="The founding text reads as one trial from start to end; it is the follow-up of those in remission.",
        checked="no page of the paper; the paper was matched to the founding text by its numbers",
    ),
    Fact(
        slug="evidence_selection",
        name="Selecting patients for a therapy by criteria",
        definition="Selecting made no difference over all in 291 in-patients with any mental disorder; six months later "
        "it had helped those in psychodynamic therapy, not those in CBT.",
        source="Watzke2010",
        tag=Tag.VERIFIED,
        kind=FactKind.TRIAL,
        seeds=("S012",),
        design="Randomised trial in routine in-patient care: selection by criteria into psychodynamic therapy or CBT, or "
        "assignment by chance; severity of symptoms six months later",
        people=(People(291, Basis.RANDOMISED),),
        shows="Choosing patients for psychodynamic therapy with care may pay, in hospital and in the longer run.",
        leaves_open="Whether it pays with out-patients or in depression alone: the sample was mixed, and the effect was "
        "found in one part of it only.",
        differs="The founding text tells only of better results where patients were selected; the paper found no effect "
        "over all.",
        checked=ABSTRACT,
    ),
)
"""Each trial, in the order in which pages tell them."""
