"""What we do on our own news: the heavy work goes to a worker, never to the relay."""

from kernel.events import listen
from shop.content import tasks
from shop.content.events import FocusImageScheduled


@listen(FocusImageScheduled)
def render_the_picture(fact: FocusImageScheduled) -> None:
    tasks.render_focus_image.delay(fact.image_id)
