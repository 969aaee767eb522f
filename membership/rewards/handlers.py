"""What we do on hearing facts; each may be heard twice."""

from catalogue.reviews.events import ReviewApproved, ReviewRejected
from kernel.events import listen
from membership.accounts.events import SignedUp
from membership.rewards import services


@listen(SignedUp)
def welcome_the_member(fact: SignedUp) -> None:
    services.welcome(user_id=fact.user_id)


@listen(ReviewApproved)
def thank_for_the_review(fact: ReviewApproved) -> None:
    services.reward_review(
        review_id=fact.review_id,
        user_id=fact.user_id,
        product_id=fact.product_id,
        has_photographs=fact.has_photographs,
    )


@listen(ReviewRejected)
def tell_why_it_is_not_shown(fact: ReviewRejected) -> None:
    services.take_back_for_review(
        review_id=fact.review_id, user_id=fact.user_id, product_id=fact.product_id, reason=fact.reason, at=fact.at
    )
