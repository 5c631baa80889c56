"""Where the vocabulary comes from: every work that Clew cites, under the key used throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clew.therapy.errors import TherapyError


@dataclass(frozen=True, slots=True)
class Source:
    """One work.

    ``doi`` is None where it is not known with confidence. ``seen`` says that the work, its abstract or its
    official page was read when Clew's clinical content was written; ``check`` that details of the citation
    are still to be verified before it is quoted in print. Raises `TherapyError` on empty words or on a
    value that is no DOI.
    """

    key: str
    citation: str
    doi: str | None = None
    seen: bool = False
    check: bool = False

    def __post_init__(self) -> None:
        if not self.key.isalnum():
            raise TherapyError(f"A source's key is letters and digits only, so {self.key!r} is none.")
        if not self.citation.strip():
            raise TherapyError(f"The source '{self.key}' needs a citation.")
        if self.doi is not None and not (self.doi.startswith("10.") and "/" in self.doi):
            raise TherapyError(f"The source '{self.key}' has {self.doi!r}, which is no DOI (10.xxxx/name).")

    @property
    def url(self) -> str | None:
        """The address that resolves the DOI, or None."""
        return None if self.doi is None else f"https://doi.org/{self.doi}"


_WORKS = (
    # Clew's own ground
    Source(
        "Clew",
        "Set by the makers of Clew; not published, not validated, to be confirmed by a clinical reviewer.",
    ),
    Source(
        "Practice",
        "General professional knowledge of psychodynamic practice without a single source; to be confirmed by a "
        "clinical reviewer.",
    ),
    Source(
        "UTD",
        "Gabbard G, DeJean V. Unipolar depression in adults: psychodynamic psychotherapy. UpToDate topic 14689, "
        "v22.0, last updated 31 January 2023 (founding text 002).",
        seen=True,
    ),
    Source(
        "LayTexts", "Lay web pages on psychodynamic therapy (founding texts 000, 001, 003, 004).", seen=True
    ),
    # Suitability, evidence, guidelines
    Source(
        "APA2010",
        "American Psychiatric Association. Practice guideline for the treatment of patients with major depressive "
        "disorder, 3rd ed. 2010.",
    ),
    Source(
        "NICE222",
        "National Institute for Health and Care Excellence. NG222 Depression in adults: treatment and management. "
        "2022. nice.org.uk/guidance/ng222 (read in part).",
        seen=True,
    ),
    Source(
        "Malhi2023",
        "Malhi GS et al. Positioning of psychodynamic psychotherapy in the treatment of depression. "
        "Australas Psychiatry 2023;31:322-325.",
        "10.1177/10398562231159329",
        seen=True,
    ),
    Source(
        "Gabbard2014",
        "Gabbard GO. Psychodynamic Psychiatry in Clinical Practice, 5th ed. American Psychiatric Publishing 2014.",
    ),
    Source("Gabbard2017", "Gabbard GO. Long-Term Psychodynamic Psychotherapy, 3rd ed. 2017."),
    Source(
        "SummersBarber2010",
        "Summers RF, Barber JP. Psychodynamic Therapy: A Guide to Evidence-Based Practice. Guilford 2010.",
    ),
    Source(
        "Cabaniss2017",
        "Cabaniss DL et al. Psychodynamic Psychotherapy: A Clinical Manual, 2nd ed. Wiley 2017.",
    ),
    Source(
        "CabanissFocus2010",
        "Cabaniss DL, Arbuckle MR, Douglas CJ. Beyond the supportive-expressive continuum. Focus 2010;8:25-31.",
        "10.1176/foc.8.1.foc25",
        seen=True,
    ),
    Source(
        "Watzke2010",
        "Watzke B, Rueddel H, Juergensen R, et al. Effectiveness of systematic treatment selection for psychodynamic and "
        "cognitive-behavioural therapy: randomised controlled trial in routine mental healthcare. "
        "Br J Psychiatry 2010;197(2):96-105.",
        "10.1192/bjp.bp.109.072835",
        seen=True,
    ),
    Source(
        "Hindawi2013",
        "Group psychodynamic therapy and SCL-90-R target symptoms. 2013, article 540134 (authors to be added).",
        seen=True,
        check=True,
    ),
    Source(
        "Swift2018",
        "Swift JK et al. The impact of accommodating client preference. J Clin Psychol 2018;74:1924-1937.",
        "10.1002/jclp.22680",
    ),
    Source(
        "Cuijpers2008",
        "Cuijpers P, van Straten A, Andersson G, van Oppen P. Psychotherapy for depression in adults: a "
        "meta-analysis of comparative outcome studies. J Consult Clin Psychol 2008;76(6):909-922.",
        "10.1037/a0013075",
    ),
    Source(
        "Driessen2010",
        "Driessen E, Cuijpers P, de Maat SCM, Abbass AA, de Jonghe F, Dekker JJM. The efficacy of short-"
        "term psychodynamic psychotherapy for depression: a meta-analysis. Clin Psychol Rev "
        "2010;30(1):25-36.",
        "10.1016/j.cpr.2009.08.010",
        seen=True,
    ),
    Source(
        "Driessen2015",
        "Driessen E, Hegelmaier LM, Abbass AA, et al. The efficacy of short-term psychodynamic "
        "psychotherapy for depression: a meta-analysis update. Clin Psychol Rev 2015;42:1-15.",
        "10.1016/j.cpr.2015.07.004",
        seen=True,
    ),
    Source(
        "Driessen2013",
        "Driessen E, Van HL, Don FJ, et al. The efficacy of cognitive-behavioral therapy and psychodynamic "
        "therapy in the outpatient treatment of major depression: a randomized clinical trial. Am J "
        "Psychiatry 2013;170(9):1041-1050.",
        "10.1176/appi.ajp.2013.12070899",
        seen=True,
    ),
    Source(
        "Wienicke2023",
        "Wienicke FJ, Beutel M, Zwerenz R, et al. Efficacy and moderators of short-term psychodynamic "
        "psychotherapy for depression: a systematic review and meta-analysis of individual participant "
        "data. Clin Psychol Rev 2023;101:102269.",
        "10.1016/j.cpr.2023.102269",
        seen=True,
    ),
    Source(
        "ConnollyGibbons2016",
        "Connolly Gibbons MB, Gallop R, Thompson D, et al. Comparative effectiveness of cognitive therapy "
        "and dynamic psychotherapy for major depressive disorder in a community mental health setting: a "
        "randomized clinical noninferiority trial. JAMA Psychiatry 2016;73(9):904-912.",
        "10.1001/jamapsychiatry.2016.1720",
        seen=True,
    ),
    Source(
        "ConnollyGibbons2012",
        "Connolly Gibbons MB, Thompson SM, Scott K, et al. Supportive-expressive dynamic psychotherapy in "
        "the community mental health system: a pilot effectiveness trial for the treatment of depression. "
        "Psychotherapy 2012;49(3):303-316.",
        "10.1037/a0027694",
        seen=True,
    ),
    Source(
        "Barber2012",
        "Barber JP, Barrett MS, Gallop R, Rynn MA, Rickels K. Short-term dynamic psychotherapy versus "
        "pharmacotherapy for major depressive disorder: a randomized, placebo-controlled trial. J Clin "
        "Psychiatry 2012;73(1):66-73.",
        "10.4088/JCP.11m06831",
        seen=True,
    ),
    Source(
        "Salminen2008",
        "Salminen JK, Karlsson H, Hietala J, et al. Short-term psychodynamic psychotherapy and fluoxetine "
        "in major depressive disorder: a randomized comparative study. Psychother Psychosom "
        "2008;77(6):351-357.",
        "10.1159/000151388",
        seen=True,
    ),
    Source(
        "Burnand2002",
        "Burnand Y, Andreoli A, Kolatte E, Venturini A, Rosset N. Psychodynamic psychotherapy and "
        "clomipramine in the treatment of major depression. Psychiatr Serv 2002;53(5):585-590.",
        "10.1176/appi.ps.53.5.585",
        seen=True,
    ),
    Source(
        "Maina2009",
        "Maina G, Rosso G, Bogetto F. Brief dynamic therapy combined with pharmacotherapy in the treatment "
        "of major depressive disorder: long-term results. J Affect Disord 2009;114(1-3):200-207.",
        "10.1016/j.jad.2008.07.010",
        check=True,
    ),
    Source(
        "deRoten2017",
        "de Roten Y, Ambresin G, Herrera F, et al. Efficacy of an adjunctive brief psychodynamic "
        "psychotherapy to usual inpatient treatment of depression: results of a randomized controlled "
        "trial. J Affect Disord 2017;209:105-113.",
        "10.1016/j.jad.2016.11.013",
        seen=True,
    ),
    Source(
        "Leichsenring2023",
        "Leichsenring F, Abbass A, Heim N, et al. The status of psychodynamic psychotherapy as an "
        "empirically supported treatment for common mental disorders: an umbrella review based on updated "
        "criteria. World Psychiatry 2023;22(2):286-304.",
        "10.1002/wps.21104",
        seen=True,
    ),
    Source(
        "Steinert2017",
        "Steinert C, Munder T, Rabung S, Hoyer J, Leichsenring F. Psychodynamic therapy: as efficacious as "
        "other empirically supported treatments? A meta-analysis testing equivalence of outcomes. Am J "
        "Psychiatry 2017;174(10):943-953.",
        "10.1176/appi.ajp.2017.17010057",
    ),
    Source(
        "Shedler2010",
        "Shedler J. The efficacy of psychodynamic psychotherapy. Am Psychol 2010;65(2):98-109.",
        "10.1037/a0018378",
    ),
    Source(
        "Fonagy2015",
        "Fonagy P. The effectiveness of psychodynamic psychotherapies: an update. World Psychiatry "
        "2015;14(2):137-150.",
        "10.1002/wps.20235",
    ),
    Source(
        "LeichsenringRabung2008",
        "Leichsenring F, Rabung S. JAMA 2008;300:1551-1565.",
        "10.1001/jama.300.13.1551",
    ),
    # Assessment
    Source(
        "Kendler2003",
        "Kendler KS et al. Life event dimensions of loss, humiliation, entrapment, and danger. "
        "Arch Gen Psychiatry 2003;60:789-796.",
        "10.1001/archpsyc.60.8.789",
    ),
    Source("Blatt2004", "Blatt SJ. Experiences of Depression. American Psychological Association 2004."),
    Source("BlattDEQ1976", "Blatt SJ et al. J Abnorm Psychol 1976;85:383-389.", "10.1037/0021-843X.85.4.383"),
    Source(
        "Rost2018",
        "Rost F, Luyten P, Fonagy P. The Anaclitic-Introjective Depression Assessment (AIDA). "
        "Clin Psychol Psychother 2018;25:195-209.",
        "10.1002/cpp.2153",
        seen=True,
    ),
    Source(
        "Fonagy2015TADS",
        "Fonagy P et al. Tavistock Adult Depression Study. World Psychiatry 2015;14:312-321.",
        "10.1002/wps.20267",
    ),
    Source("OPD2", "OPD Task Force. Operationalized Psychodynamic Diagnosis OPD-2. Hogrefe 2008."),
    Source(
        "PDM2",
        "Lingiardi V, McWilliams N (eds). Psychodynamic Diagnostic Manual, 2nd ed. Guilford 2017.",
    ),
    # Defenses
    Source(
        "DiGiuseppe2020",
        "Di Giuseppe M et al. DMRS-SR-30. Front Psychiatry 2020;11:870 (open access, CC BY).",
        "10.3389/fpsyt.2020.00870",
        seen=True,
    ),
    Source(
        "DiGiuseppePerry2021",
        "Di Giuseppe M, Perry JC. Front Psychol 2021;12:718440 (open access, CC BY).",
        "10.3389/fpsyg.2021.718440",
        seen=True,
    ),
    Source(
        "Prout2022",
        "Prout TA et al. J Pers Assess 2022;104:833-843.",
        "10.1080/00223891.2021.2019053",
        seen=True,
    ),
    Source(
        "PerryBond2012",
        "Perry JC, Bond M. Am J Psychiatry 2012;169:916-925.",
        "10.1176/appi.ajp.2012.11091403",
        seen=True,
    ),
    Source(
        "BondPerry2004",
        "Bond M, Perry JC. Am J Psychiatry 2004;161:1665-1671.",
        "10.1176/appi.ajp.161.9.1665",
        seen=True,
    ),
    Source(
        "deRoten2021",
        "de Roten Y et al. Front Psychol 2021;12:633939.",
        "10.3389/fpsyg.2021.633939",
        seen=True,
    ),
    Source(
        "Perry2026",
        "Perry JC et al. Research in Psychotherapy, article 885, published 2 February 2026.",
        seen=True,
    ),
    Source("PDMRS", "Berney S, de Roten Y et al. Psychotic defense scales.", check=True),
    Source("Perry1990", "Perry JC. Defense Mechanism Rating Scales manual, 5th ed. 1990 (copyright)."),
    Source("PerryHoglend1998", "Perry JC, Hoglend P. J Nerv Ment Dis 1998;186:529-535."),
    # CCRT
    Source(
        "LuborskyCC1998",
        "Luborsky L, Crits-Christoph P. Understanding Transference: The Core Conflictual Relationship Theme "
        "Method, 2nd ed. American Psychological Association 1998, ch. 2-4, 6, 7, 9, 10 (contents seen).",
        "10.1037/10250-000",
    ),
    Source(
        "DrapeauPerry2004",
        "Drapeau M, Perry JC 2004, as summarised at nikhelbig.at (counts of the CCRT categories).",
        seen=True,
        check=True,
    ),
    Source(
        "CC1988agree",
        "Crits-Christoph P et al. Clinicians can agree in assessing relationship patterns. "
        "Arch Gen Psychiatry 1988;45:1001-1004.",
        seen=True,
    ),
    Source(
        "CC1988accuracy",
        "Crits-Christoph P, Cooper A, Luborsky L. J Consult Clin Psychol 1988;56:490-495.",
        "10.1037/0022-006X.56.4.490",
    ),
    Source(
        "CC1990pervasive",
        "Crits-Christoph P, Luborsky L. In: Understanding Transference, 1990 and 1998, ch. 10.",
    ),
    Source(
        "Tallberg2020",
        "Tallberg P et al. BMC Psychiatry 2020;20:150.",
        "10.1186/s12888-020-02558-4",
        seen=True,
        check=True,
    ),
    Source("Lunnen2006", "Lunnen et al. Psychol Psychother 2006;79:289-302.", seen=True, check=True),
    Source("Albani2002", "Albani C et al. CCRT-LU. Psychother Psychosom Med Psychol 2002.", check=True),
    Source("ParkerGrenyer2007", "Parker L, Grenyer B. J Clin Psychol 2007.", check=True),
    Source(
        "Angus2017",
        "Angus L et al. Psychother Res 2017;27:253-269.",
        "10.1080/10503307.2016.1238525",
    ),
    Source("Malan1979", "Malan DH. Individual Psychotherapy and the Science of Psychodynamics. 1979."),
    Source("Menninger1958", "Menninger K. Theory of Psychoanalytic Technique. 1958."),
    # Interventions
    Source(
        "Hoglend2006",
        "Hoglend P et al. Am J Psychiatry 2006;163:1739-1746.",
        "10.1176/ajp.2006.163.10.1739",
        seen=True,
    ),
    Source(
        "Hoglend2008",
        "Hoglend P et al. Am J Psychiatry 2008;165:763-771.",
        "10.1176/appi.ajp.2008.07061028",
        seen=True,
    ),
    Source("Hoglend2011", "Hoglend P et al. J Consult Clin Psychol 2011.", "10.1037/a0024863", seen=True),
    Source(
        "Hersoug2014",
        "Hersoug AG et al. When is transference work useful? Contemp Psychoanal 2014;50.",
        "10.1080/00107530.2014.880314",
        seen=True,
    ),
    Source("Piper1991", "Piper WE et al. Arch Gen Psychiatry 1991;48:946-953."),
    Source(
        "OgrodniczukPiper1999",
        "Ogrodniczuk JS, Piper WE. Interpretive and Supportive Technique Scale. "
        "J Psychother Pract Res 1999;8:142-154. PMC3330537.",
        seen=True,
    ),
    Source(
        "Hilsenroth2005",
        "Hilsenroth MJ et al. Comparative Psychotherapy Process Scale. Psychotherapy 2005;42:340-356.",
        "10.1037/0033-3204.42.3.340",
        seen=True,
    ),
    Source(
        "Solomonov2019",
        "Solomonov N et al. Psychother Res 2019;29:565-580. PMC6258358.",
        seen=True,
    ),
    Source(
        "McCarthyBarber2009",
        "McCarthy KS, Barber JP. Multitheoretical List of Therapeutic Interventions. 2009.",
        "10.1080/10503300802524343",
        seen=True,
    ),
    Source(
        "Milbrath1999",
        "Milbrath C et al. Psychodynamic Intervention Rating Scale. J Psychother Pract Res 1999;8:40-54.",
    ),
    Source(
        "Gumz2017",
        "Gumz A et al. Psychodynamic Interventions List. PLoS One 2017;12:e0182949 (open access, CC BY).",
        "10.1371/journal.pone.0182949",
        seen=True,
    ),
    Source(
        "BlagysHilsenroth2000",
        "Blagys MD, Hilsenroth MJ. Clin Psychol Sci Pract 2000;7:167-188.",
        "10.1093/clipsy.7.2.167",
    ),
    # Alliance
    Source(
        "Fluckiger2018",
        "Fluckiger C, Del Re AC, Wampold BE, Horvath AO. The alliance in adult psychotherapy: a "
        "meta-analytic synthesis. Psychotherapy 2018;55(4):316-340.",
        "10.1037/pst0000172",
    ),
    Source(
        "EubanksMeta2018",
        "Eubanks CF et al. Psychotherapy 2018;55:508-519.",
        "10.1037/pst0000185",
        seen=True,
    ),
    Source(
        "3RS2019",
        "Eubanks CF et al. Psychother Res 2019;29:306-319.",
        "10.1080/10503307.2018.1552034",
        seen=True,
    ),
    Source(
        "3RSmanual",
        "Eubanks CF et al. Rupture Resolution Rating System (3RS): manual. 2015.",
        "10.13140/2.1.1666.8488",
        seen=True,
    ),
    Source(
        "EubanksConsensus2018",
        "Eubanks CF et al. J Psychother Integr 2018;28:60-76.",
        "10.1037/int0000097",
        seen=True,
    ),
    Source(
        "EubanksCarter2012",
        "Eubanks-Carter C et al. Psychother Res 2012;22:621-637.",
        "10.1080/10503307.2012.693772",
        seen=True,
    ),
    Source(
        "Lipner2022",
        "Lipner LM et al. Clin Psychol Psychother 2022;29:339-350.",
        "10.1002/cpp.2606",
        seen=True,
    ),
    Source(
        "Larsson2018",
        "Larsson MH et al. Psychother Res 2018;28:123-136.",
        "10.1080/10503307.2016.1174345",
        seen=True,
    ),
    Source(
        "McLaughlin2014",
        "McLaughlin AA et al. J Consult Clin Psychol 2014;82:112-121.",
        "10.1037/a0034696",
        seen=True,
    ),
    Source("Stevens2007", "Stevens CL et al. Am J Psychother 2007;61:109-129.", seen=True),
    Source("Strauss2006", "Strauss JL et al. 2006.", "10.1037/0022-006X.74.2.337"),
    Source("Stiles2004", "Stiles WB et al. 2004.", "10.1037/0022-0167.51.1.81"),
    Source("Muran2009", "Muran JC et al. 2009.", "10.1037/a0016085", seen=True),
    Source("SafranMuran2000", "Safran JD, Muran JC. Negotiating the Therapeutic Alliance. Guilford 2000."),
    Source(
        "HatcherGillaspy2006",
        "Hatcher RL, Gillaspy JA. WAI-SR. Psychother Res 2006;16:12-25.",
        "10.1080/10503300500352500",
    ),
    Source("MallinckrodtTekie2016", "Mallinckrodt B, Tekie YT. BR-WAI. Psychother Res 2016;26:694-718."),
    Source(
        "Luborsky1996",
        "Luborsky L et al. HAq-II. J Psychother Pract Res 1996;5:260-271.",
        seen=True,
    ),
    Source(
        "AgnewDavies1998",
        "Agnew-Davies R et al. Agnew Relationship Measure. 1998.",
        "10.1111/j.2044-8260.1998.tb01291.x",
        seen=True,
    ),
    Source("Cahill2012", "Cahill J et al. ARM-5. 2012.", "10.1111/j.2044-8341.2011.02028.x"),
    Source("Duncan2003", "Duncan BL et al. Session Rating Scale. J Brief Ther 2003;3:3-12."),
    # Measures
    Source(
        "Kroenke2001",
        "Kroenke K et al. PHQ-9. J Gen Intern Med 2001;16:606-613.",
        "10.1046/j.1525-1497.2001.016009606.x",
    ),
    Source(
        "Lowe2004",
        "Lowe B et al. Med Care 2004;42:1194-1201.",
        "10.1097/00005650-200412000-00006",
    ),
    Source(
        "McMillan2010",
        "McMillan D et al. J Affect Disord 2010;127:122-129.",
        "10.1016/j.jad.2010.04.030",
    ),
    Source("Spitzer2006", "Spitzer RL et al. GAD-7. 2006.", "10.1001/archinte.166.10.1092"),
    Source("Kroenke2002", "Kroenke K et al. PHQ-15. 2002.", "10.1097/00006842-200203000-00008"),
    Source("Gyani2013", "Gyani A et al. Behav Res Ther 2013;51:597-606.", "10.1016/j.brat.2013.06.004"),
    Source(
        "BSL2016",
        "Cut-offs for the British Sign Language PHQ-9 and GAD-7. BMC Psychiatry 2016.",
        "10.1186/s12888-016-1078-0",
        seen=True,
    ),
    Source(
        "Zorowitz2021",
        "Zorowitz S et al. Lancet Psychiatry 2021;8:180.",
        "10.1016/S2215-0366(21)00001-8",
        seen=True,
    ),
    Source("Rush2003", "Rush AJ et al. QIDS. 2003.", "10.1016/S0006-3223(02)01866-8"),
    Source("Radloff1977", "Radloff LS. CES-D. 1977.", "10.1177/014662167700100306"),
    Source("Vilagut2016", "Vilagut G et al. 2016.", "10.1371/journal.pone.0155431"),
    Source("Evans2002", "Evans C et al. CORE-OM. 2002.", "10.1192/bjp.180.1.51"),
    Source("Barkham2013", "Barkham M et al. CORE-10. 2013.", "10.1080/14733145.2012.729069"),
    Source("Mundt2002", "Mundt JC et al. WSAS. 2002.", "10.1192/bjp.180.5.461", seen=True),
    Source("Kessler2002", "Kessler RC et al. K10. 2002.", "10.1017/S0033291702006074"),
    Source("AndrewsSlade2001", "Andrews G, Slade T. 2001.", "10.1111/j.1467-842X.2001.tb00310.x"),
    Source("ABS4817", "Australian Bureau of Statistics. 4817.0.55.001.", seen=True),
    Source("Pilkonis2011", "Pilkonis PA et al. PROMIS. 2011.", "10.1177/1073191111411667"),
    Source("Choi2014", "Choi SW et al. 2014.", "10.1037/a0035768"),
    Source("Riazy2025", "Riazy L et al. JAMA Netw Open 2025;8:e2517394.", seen=True, check=True),
    Source("Herdman2011", "Herdman M et al. EQ-5D-5L. 2011.", "10.1007/s11136-011-9903-x"),
    Source(
        "MarkeyMarkey2009",
        "Markey PM, Markey CN. IPIP-IPC. 2009 (leaflet read).",
        "10.1177/1073191109340382",
        seen=True,
    ),
    Source("JacobsonTruax1991", "Jacobson NS, Truax P. 1991.", "10.1037/0022-006X.59.1.12"),
    Source(
        "Frank1991",
        "Frank E et al. Arch Gen Psychiatry 1991;48:851-855.",
        "10.1001/archpsyc.1991.01810330075011",
    ),
    Source(
        "CamCOPS",
        "CamCOPS documentation of tasks and their licences, Department of Psychiatry, University of Cambridge, "
        "2026.",
        seen=True,
    ),
    Source("circumplex", "Girard JM. circumplex: R package documentation.", seen=True),
    Source(
        "MII",
        "Medizininformatik-Initiative. kerndatensatzmodul-proms (licence notes on questionnaires).",
        seen=True,
    ),
    Source("CSSRSweb", "The Columbia Lighthouse Project. Triage page, cssrs.columbia.edu.", seen=True),
    Source(
        "ASQtoolkit",
        "National Institute of Mental Health. Ask Suicide-Screening Questions (ASQ) Toolkit, nimh.nih.gov.",
        seen=True,
    ),
    # Course and safety
    Source("Howard1986", "Howard KI et al. 1986.", "10.1037/0003-066X.41.2.159"),
    Source("Hansen2002", "Hansen NB et al. 2002.", "10.1093/clipsy.9.3.329"),
    Source("Robinson2020", "Robinson L et al. 2020.", "10.1080/10503307.2019.1566676"),
    Source(
        "Karin2018",
        "Karin E et al. JMIR Ment Health 2018;5:e10200. PMC6062691.",
        "10.2196/10200",
        seen=True,
    ),
    Source("JMIR60502", "J Med Internet Res 2024;26:e60502, table 5.", "10.2196/60502", seen=True),
    Source(
        "Saunders2019",
        "Saunders R et al. Trajectories of depression and anxiety symptom change. J Affect Disord 2019. "
        "PMC6428692.",
        seen=True,
    ),
    Source(
        "Schueller2015",
        "Schueller SM et al. Gen Hosp Psychiatry 2015;37:470-475.",
        "10.1016/j.genhosppsych.2015.05.009",
        seen=True,
    ),
    Source(
        "MacArthur",
        "MacArthur Initiative on Depression and Primary Care. Depression management tool kit (PHQ-9 response "
        "table).",
    ),
    Source("Lambert2015", "Lambert MJ 2015.", "10.1037/pst0000027"),
    Source("Finch2001", "Finch AE et al. 2001.", "10.1002/cpp.286"),
    Source(
        "Delgadillo2018",
        "Delgadillo J et al. Lancet Psychiatry 2018;5:564-572.",
        "10.1016/S2215-0366(18)30162-7",
    ),
    Source("deJong2021", "de Jong K et al. 2021.", "10.1016/j.cpr.2021.102002"),
    Source("SwiftGreenberg2012", "Swift JK, Greenberg RP 2012.", "10.1037/a0028226"),
    Source("BurcusaIacono2007", "Burcusa SL, Iacono WG 2007.", "10.1016/j.cpr.2007.02.005"),
    Source(
        "Paykel1995",
        "Paykel ES et al. Psychol Med 1995;25:1171-1180.",
        "10.1017/S0033291700033146",
    ),
    Source("Johansson2012", "Johansson R et al. 2012.", "10.1371/journal.pone.0038021", seen=True),
    Source(
        "Lindqvist2020",
        "Lindqvist K et al. J Med Internet Res 2020;22:e18047.",
        "10.2196/18047",
        seen=True,
    ),
    Source(
        "Mechler2022",
        "Mechler J et al. Lancet Digit Health 2022;4:e594-e603.",
        "10.1016/S2589-7500(22)00095-4",
    ),
    Source(
        "Simon2013",
        "Simon GE et al. Psychiatr Serv 2013;64:1195-1202.",
        "10.1176/appi.ps.201200587",
    ),
    Source("Posner2011", "Posner K et al. C-SSRS. 2011.", "10.1176/appi.ajp.2011.10111704"),
    Source("Horowitz2012", "Horowitz LM et al. ASQ. 2012.", "10.1001/archpediatrics.2012.1276"),
    Source(
        "Horowitz2020",
        "Horowitz LM et al. Psychosomatics 2020;61:713-722.",
        "10.1016/j.psym.2020.04.008",
    ),
    Source("StanleyBrown2012", "Stanley B, Brown GK 2012.", "10.1016/j.cbpra.2011.01.001"),
    Source(
        "Stanley2018",
        "Stanley B et al. JAMA Psychiatry 2018;75:894-900.",
        "10.1001/jamapsychiatry.2018.1776",
    ),
    Source("Rudd2006", "Rudd MD et al. 2006.", "10.1002/jclp.20227"),
    Source("ISO14971", "ISO 14971. Medical devices: application of risk management."),
    Source("DCB0129", "NHS DCB0129 and DCB0160. Clinical risk management of health IT systems."),
)

SOURCES: Mapping[str, Source] = MappingProxyType({work.key: work for work in _WORKS})
"""Every source by its key, in the order of the reference page."""

if len(SOURCES) != len(_WORKS):
    raise TherapyError("Two sources share a key; every key names one work.")
