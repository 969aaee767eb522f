from django.urls import path

from shop.storefront import choices, product, reviewing, sharing, styleguide, views

urlpatterns = [
    path("", views.home, name="home"),
    path("categories/<slug:slug>-<int:pk>/", views.category, name="category"),
    path("tags/<slug:slug>-<int:pk>/", views.tag, name="tag"),
    path("products/<slug:slug>-<int:pk>/", product.product, name="product"),
    path("products/<int:pk>/review/", reviewing.review, name="review"),
    path("products/<int:pk>/share/", sharing.share, name="share"),
    path("s/<str:code>/", sharing.follow, name="shared"),
    path("search/", views.search, name="search"),
    path("search/suggestions/", views.suggestions, name="suggestions"),
    path("language/<str:language>/", choices.speak, name="language"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("appearance/", choices.appear, name="appearance"),
]
