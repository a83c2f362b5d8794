"""Addresses that django-allauth knows by their names: those that the office uses, and no others."""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount import views as single_sign_on
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from zhaoshang.office.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", views.no_password, name="account_set_password"),
    path("password/forgotten/", views.forgotten, name="account_reset_password"),
    path("sign-up/", views.no_sign_up, name="account_signup"),
    path("second-factor/", include("allauth.mfa.urls")),
]
single_sign_on_urls: list[URLPattern | URLResolver] = [
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("single-sign-on/cancelled/", single_sign_on.login_cancelled, name="socialaccount_login_cancelled"),
    path("single-sign-on/error/", single_sign_on.login_error, name="socialaccount_login_error"),
    path("single-sign-on/sign-up/", views.no_sign_up, name="socialaccount_signup"),
    path("single-sign-on/", views.no_sign_up, name="socialaccount_connections"),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns += single_sign_on_urls
