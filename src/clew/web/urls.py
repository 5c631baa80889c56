"""All pages, one list an audience."""

urlpatterns: list = []
