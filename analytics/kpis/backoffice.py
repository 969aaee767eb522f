from django.urls import path

from analytics.kpis.interface import kpis_json

urlpatterns = [path("kpis.json", kpis_json, name="kpis-json")]
