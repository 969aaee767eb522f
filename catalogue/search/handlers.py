"""What lists do on hearing that something they show has changed. Each may be heard twice."""

from catalogue.inventory.events import StockCameBack, StockRanOut
from catalogue.photos.events import PhotosChanged
from catalogue.reviews.events import RatingChanged
from catalogue.search import services
from kernel.events import listen


@listen(PhotosChanged)
def show_other_photos(fact: PhotosChanged) -> None:
    services.refresh([fact.product_id])


@listen(StockRanOut)
def show_sold_out(fact: StockRanOut) -> None:
    services.refresh_stock([fact.product_id])


@listen(StockCameBack)
def show_in_stock(fact: StockCameBack) -> None:
    services.refresh_stock([fact.product_id])


@listen(RatingChanged)
def show_rating(fact: RatingChanged) -> None:
    services.refresh([fact.product_id])
