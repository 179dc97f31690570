"""The texts of the default charter that lead to no sanction: msgids, as its clauses are (M02)."""

from qunce.kernel.text import N_

PREAMBLE = N_(
    "This group is for people who work in HR: to learn from one another, and to get to know "
    "colleagues of other companies. One joins by invitation and after a review of name, company "
    "and position. What we agree on here holds for everybody, admins included."
)

ENCOURAGED = N_(
    "Readings of new policies, and cases from practice\n"
    "What you have done yourself: how a dismissal was negotiated, how a pay structure was built\n"
    "Templates, tools and news of events that help others\n"
    "Answers to colleagues' questions, those of beginners above all\n"
    "Good shares are marked, earn points, and go into the library under their author's name"
)

REPORTING = N_(
    "Whoever sees an advertisement or an attack mentions an admin with @ or uses “Report” below "
    "the message. It is looked at the same day, and whoever reported it hears what came of it."
)

APPEALS = N_(
    "Every notice names the clause, your own words, how often it has happened and what would come "
    "next. If you see it differently, appeal by the link in the notice or write to an admin: "
    "somebody else than the one who decided looks at it again. What is withdrawn counts as if it "
    "never happened."
)
