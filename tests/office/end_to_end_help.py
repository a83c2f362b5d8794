"""What the daily paths begin with."""

from django.utils import timezone

from zhaoshang.office.leads import services
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.records.choices import Action

PHONE = {"width": 390, "height": 844}


def filed_lead(people, company="虚构丙寅纸鸢装备制造有限公司") -> Lead:
    """Of 青禾区, filled in today and waiting to be signed."""
    today = timezone.localdate()
    values = {
        "date": today, "company": company, "content": "拟投资建设生产线", "place": "青禾区高新产业园",
        "amount": 80_000_000_00, "capital": "domestic",
    }  # fmt: skip
    lead = services.create(people.reporter, people.qinghe, values, today=today)
    return services.act(people.reporter, lead, Action.FILE, today=today)
