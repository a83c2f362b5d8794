"""The office's addresses as they are where the site has an identity provider."""

from django.urls import include, path

from zhaoshang.office.accounts.sign_in_urls import single_sign_on_urls
from zhaoshang.office.urls import urlpatterns as office

urlpatterns = [path("accounts/", include(single_sign_on_urls)), *office]
