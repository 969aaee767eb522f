"""What photographs do on hearing their own news: the heavy work goes to a worker, never to the relay."""

from catalogue.photos import tasks
from catalogue.photos.events import PhotoAdded
from kernel.events import listen


@listen(PhotoAdded)
def make_renditions(fact: PhotoAdded) -> None:
    tasks.make_renditions.delay(fact.name)
