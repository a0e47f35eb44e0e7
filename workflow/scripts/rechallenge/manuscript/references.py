"""The papers that the methods come from, as bibliography programs want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Reference:
    """A journal article.

    Attributes
    ----------
    key : str
        First author and year, such as ``stijnen2010``.
    authors : tuple of str
        ``Family, Initials``; a last one of ``others`` stands for the rest.
    title, journal : str
    year : int
    volume : str
    pages : str
        First and last page, or the number of the article.
    doi : str
    """

    key: str
    authors: tuple[str, ...]
    title: str
    journal: str
    year: int
    volume: str
    pages: str
    doi: str

    @property
    def numbered(self) -> str:
        """The reference in Vancouver style."""
        names = [name.replace(",", "").replace(".", "") for name in self.authors]
        people = ", ".join(names).replace(", others", ", et al")
        return (
            f"{people}. {self.title}. {self.journal} {self.year};{self.volume}:{self.pages}. "
            f"doi:{self.doi}"
        )


_LISTED = (
    Reference(
        "clopper1934", ("Clopper, C. J.", "Pearson, E. S."),
        "The use of confidence or fiducial limits illustrated in the case of the binomial",
        "Biometrika", 1934, "26", "404-413", "10.1093/biomet/26.4.404",
    ),
    Reference(
        "freeman1950", ("Freeman, M. F.", "Tukey, J. W."),
        "Transformations related to the angular and the square root",
        "Annals of Mathematical Statistics", 1950, "21", "607-611", "10.1214/aoms/1177729756",
    ),
    Reference(
        "griffiths1973", ("Griffiths, D. A.",),
        "Maximum likelihood estimation for the beta-binomial distribution and an application to "
        "the household distribution of the total number of cases of a disease",
        "Biometrics", 1973, "29", "637-648", "10.2307/2529131",
    ),
    Reference(
        "paule1982", ("Paule, R. C.", "Mandel, J."),
        "Consensus values and weighting factors",
        "Journal of Research of the National Bureau of Standards", 1982, "87", "377-385",
        "10.6028/jres.087.022",
    ),
    Reference(
        "dersimonian1986", ("DerSimonian, R.", "Laird, N."),
        "Meta-analysis in clinical trials",
        "Controlled Clinical Trials", 1986, "7", "177-188", "10.1016/0197-2456(86)90046-2",
    ),
    Reference(
        "self1987", ("Self, S. G.", "Liang, K.-Y."),
        "Asymptotic properties of maximum likelihood estimators and likelihood ratio tests under "
        "nonstandard conditions",
        "Journal of the American Statistical Association", 1987, "82", "605-610",
        "10.1080/01621459.1987.10478472",
    ),
    Reference(
        "venzon1988", ("Venzon, D. J.", "Moolgavkar, S. H."),
        "A method for computing profile-likelihood-based confidence intervals",
        "Applied Statistics", 1988, "37", "87-94", "10.2307/2347496",
    ),
    Reference(
        "hartung2001", ("Hartung, J.", "Knapp, G."),
        "A refined method for the meta-analysis of controlled clinical trials with binary outcome",
        "Statistics in Medicine", 2001, "20", "3875-3889", "10.1002/sim.1009",
    ),
    Reference(
        "higgins2002", ("Higgins, J. P. T.", "Thompson, S. G."),
        "Quantifying heterogeneity in a meta-analysis",
        "Statistics in Medicine", 2002, "21", "1539-1558", "10.1002/sim.1186",
    ),
    Reference(
        "knapp2003", ("Knapp, G.", "Hartung, J."),
        "Improved tests for a random effects meta-regression with a single covariate",
        "Statistics in Medicine", 2003, "22", "2693-2710", "10.1002/sim.1482",
    ),
    Reference(
        "sidik2005", ("Sidik, K.", "Jonkman, J. N."),
        "Simple heterogeneity variance estimation for meta-analysis",
        "Applied Statistics", 2005, "54", "367-384", "10.1111/j.1467-9876.2005.00489.x",
    ),
    Reference(
        "viechtbauer2005", ("Viechtbauer, W.",),
        "Bias and efficiency of meta-analytic variance estimators in the random-effects model",
        "Journal of Educational and Behavioral Statistics", 2005, "30", "261-293",
        "10.3102/10769986030003261",
    ),
    Reference(
        "peters2006",
        ("Peters, J. L.", "Sutton, A. J.", "Jones, D. R.", "Abrams, K. R.", "Rushton, L."),
        "Comparison of two methods to detect publication bias in meta-analysis",
        "JAMA", 2006, "295", "676-680", "10.1001/jama.295.6.676",
    ),
    Reference(
        "hunter2007", ("Hunter, J. D.",),
        "Matplotlib: a 2D graphics environment",
        "Computing in Science & Engineering", 2007, "9", "90-95", "10.1109/MCSE.2007.55",
    ),
    Reference(
        "viechtbauer2007", ("Viechtbauer, W.",),
        "Confidence intervals for the amount of heterogeneity in meta-analysis",
        "Statistics in Medicine", 2007, "26", "37-52", "10.1002/sim.2514",
    ),
    Reference(
        "rucker2008", ("Rücker, G.", "Schwarzer, G.", "Carpenter, J."),
        "Arcsine test for publication bias in meta-analyses with binary outcomes",
        "Statistics in Medicine", 2008, "27", "746-763", "10.1002/sim.2971",
    ),
    Reference(
        "higgins2009", ("Higgins, J. P. T.", "Thompson, S. G.", "Spiegelhalter, D. J."),
        "A re-evaluation of random-effects meta-analysis",
        "Journal of the Royal Statistical Society: Series A", 2009, "172", "137-159",
        "10.1111/j.1467-985X.2008.00552.x",
    ),
    Reference(
        "stijnen2010", ("Stijnen, T.", "Hamza, T. H.", "Özdemir, P."),
        "Random effects meta-analysis of event outcome in the framework of the generalized linear "
        "mixed model with applications in sparse data",
        "Statistics in Medicine", 2010, "29", "3046-3067", "10.1002/sim.4040",
    ),
    Reference(
        "viechtbauer2010", ("Viechtbauer, W.", "Cheung, M. W.-L."),
        "Outlier and influence diagnostics for meta-analysis",
        "Research Synthesis Methods", 2010, "1", "112-125", "10.1002/jrsm.11",
    ),
    Reference(
        "konstantopoulos2011", ("Konstantopoulos, S.",),
        "Fixed effects and variance components estimation in three-level meta-analysis",
        "Research Synthesis Methods", 2011, "2", "61-76", "10.1002/jrsm.35",
    ),
    Reference(
        "partlett2017", ("Partlett, C.", "Riley, R. D."),
        "Random effects meta-analysis: coverage performance of 95% confidence and prediction "
        "intervals following REML estimation",
        "Statistics in Medicine", 2017, "36", "301-317", "10.1002/sim.7140",
    ),
    Reference(
        "pustejovsky2018", ("Pustejovsky, J. E.", "Tipton, E."),
        "Small-sample methods for cluster-robust variance estimation and hypothesis testing in "
        "fixed effects models",
        "Journal of Business & Economic Statistics", 2018, "36", "672-683",
        "10.1080/07350015.2016.1247004",
    ),
    Reference(
        "schwarzer2019",
        ("Schwarzer, G.", "Chemaitelly, H.", "Abu-Raddad, L. J.", "Rücker, G."),
        "Seriously misleading results using inverse of Freeman-Tukey double arcsine "
        "transformation in meta-analysis of single proportions",
        "Research Synthesis Methods", 2019, "10", "476-483", "10.1002/jrsm.1348",
    ),
    Reference(
        "harris2020", ("Harris, C. R.", "Millman, K. J.", "van der Walt, S. J.", "others"),
        "Array programming with NumPy",
        "Nature", 2020, "585", "357-362", "10.1038/s41586-020-2649-2",
    ),
    Reference(
        "virtanen2020", ("Virtanen, P.", "Gommers, R.", "Oliphant, T. E.", "others"),
        "SciPy 1.0: fundamental algorithms for scientific computing in Python",
        "Nature Methods", 2020, "17", "261-272", "10.1038/s41592-019-0686-2",
    ),
    Reference(
        "molder2021", ("Mölder, F.", "Jablonski, K. P.", "Letcher, B.", "others"),
        "Sustainable data analysis with Snakemake",
        "F1000Research", 2021, "10", "33", "10.12688/f1000research.29032.2",
    ),
    Reference(
        "page2021", ("Page, M. J.", "McKenzie, J. E.", "Bossuyt, P. M.", "others"),
        "The PRISMA 2020 statement: an updated guideline for reporting systematic reviews",
        "BMJ", 2021, "372", "n71", "10.1136/bmj.n71",
    ),
)  # fmt: skip

REFERENCES: Mapping[str, Reference] = MappingProxyType({entry.key: entry for entry in _LISTED})
"""Every reference by its key, by year."""
