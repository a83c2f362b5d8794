"""A list with nothing in it says what to do; with a filter it says to loosen it."""

import pytest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.mark.parametrize(
    ("who", "address", "words"),
    [
        ("reporter", "/leads/", "得到企业的投资意向后即可填报"),
        ("leader", "/leads/", "各单位签发上报后，线索会出现在这里"),
        ("reporter", "/projects/", "项目由线索转来，也可以直接登记"),
        ("reporter", "/projects/board/", "项目由线索转来，也可以直接登记"),
        ("reporter", "/projects/timeline/", "项目由线索转来，也可以直接登记"),
        ("leader", "/projects/board/", "您可以查看的单位还没有登记项目"),
        ("reporter", "/projects/board/?stage=signed", "请放宽筛选条件"),
        ("reporter", "/exchange/", "下载模板填好后上传"),
        ("reporter", "/todo/", "需要您签发或审核的记录会出现在这里"),
        ("reporter", "/views/leads:list/", "点“存为视图”"),
        ("leader", "/", "各单位的项目审核通过后，会在这里按单位汇总"),
        ("security_administrator", "/accounts/?q=没有这人", "请放宽条件，或者为新来的人开设账号"),
        ("security_administrator", "/organisation/appointments/?q=没有这人", "新来的人先开设账号"),
        ("audit_administrator", "/audit/?who=没有这人", "请放宽条件"),
    ],
)
def test_what_to_do_where_there_is_nothing(yunchuan, client, who, address, words):
    client.force_login(yunchuan.people[who], BACKEND)
    answer = client.get(address)
    assert answer.status_code == 200
    assert words in answer.content.decode()
