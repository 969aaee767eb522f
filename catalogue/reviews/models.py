from oscar.apps.catalogue.reviews.models import *
from oscar.apps.catalogue.reviews.models import ProductReview
