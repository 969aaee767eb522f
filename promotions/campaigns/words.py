"""What is wrong with a promotion, in the merchant's words."""

from django.utils.translation import gettext as _

from promotions.campaigns.policy import Problem


def in_words(problem: Problem) -> str:
    """What is wrong with a promotion's terms, so that the merchant knows what to do."""
    words = {
        Problem.NO_NAME: _("Give it a name that shoppers read."),
        Problem.ENDS_BEFORE_START: _("It ends before it starts."),
        Problem.IS_OVER: _("Its end has passed. Choose a later one, or none."),
        Problem.NO_SUCH_DAY: _("Weekdays are 1 to 7, days of the month 1 to 31."),
        Problem.NEVER_RUNS: _("None of its days lies between its start and its end."),
        Problem.NO_TIERS: _("Say what must be bought and what is given for it."),
        Problem.TIERS_OUT_OF_ORDER: _("Each tier must ask for more than the one before, and give more."),
        Problem.TIERS_OF_DIFFERENT_KINDS: _("All tiers must count the same and give the same kind of thing."),
        Problem.GAIN_OF_ANOTHER_KIND: _("This kind of promotion cannot give that."),
        Problem.NOTHING_GIVEN: _("A tier gives nothing, or asks for less than nothing."),
        Problem.MORE_THAN_ALLOWED: _("It takes off more than any order may be lowered by."),
        Problem.MORE_THAN_ASKED: _("A tier takes off more than the goods it asks for may be lowered by."),
        Problem.NO_GIFT: _("Choose the gift, and how many pieces of it."),
        Problem.GIFT_WITH_FREE_GOODS: _("Free goods cannot come with a gift."),
        Problem.NO_LEVEL: _("Choose the level from which members have it."),
        Problem.IMPOSSIBLE_LIMIT: _("Limits are above nothing, and those for each person within those for all."),
    }
    return words[problem]
