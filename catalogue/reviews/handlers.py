"""What reviews do on hearing their own news: the heavy work goes to a worker, never to the relay."""

from catalogue.reviews import tasks
from catalogue.reviews.events import ReviewApproved
from kernel.events import listen


@listen(ReviewApproved)
def show_its_photographs(fact: ReviewApproved) -> None:
    if fact.has_photographs:
        tasks.publish_photographs.delay(fact.review_id)
