"""Addresses of the staff desk, of site pages and of the set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.pages.views import (
    setup,
    site_pages,
    staff,
    staff_adjust,
    staff_announce,
    staff_audit,
    staff_boards,
    staff_groups,
    staff_levels,
    staff_mail,
    staff_metrics,
    staff_options,
    staff_ranks,
    staff_sanctions,
    staff_webhooks,
)

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("setup", setup.setup, name="setup"),
    path("page/<slug:key>", site_pages.site_page, name="site-page"),
    path("staff/", staff.home, name="staff-home"),
    path("staff/boards", staff_boards.boards, name="staff-boards"),
    path("staff/boards/new", staff_boards.new_board, name="staff-board-new"),
    path("staff/boards/<id:board_id>", staff_boards.board, name="staff-board"),
    path("staff/boards/<id:board_id>/levels", staff_levels.levels, name="staff-levels"),
    path("staff/boards/<id:board_id>/levels/reset", staff_levels.reset, name="staff-levels-reset"),
    path("staff/boards/<id:board_id>/<slug:act>", staff_boards.board_act, name="staff-board-act"),
    path("staff/levels", staff_levels.levels, name="staff-root-levels"),
    path("staff/why", staff_levels.why_page, name="staff-why"),
    path("staff/options", staff_options.site_options, name="staff-options"),
    path("staff/pages", site_pages.site_pages, name="staff-pages"),
    path("staff/pages/<slug:key>/<slug:language>", site_pages.write_page, name="staff-page"),
    path("staff/announce", staff_announce.announcements, name="staff-announce"),
    path("staff/mail", staff_mail.mails, name="staff-mail"),
    path("staff/mail/blocks/<id:block_id>/lift", staff_mail.lift_block, name="staff-mail-lift"),
    path("staff/mail/tasks/<uuid:task_id>/<slug:act>", staff_mail.task_act, name="staff-task-act"),
    path("staff/mail/<id:mail_id>/<slug:act>", staff_mail.mail_act, name="staff-mail-act"),
    path("staff/webhooks", staff_webhooks.webhooks, name="staff-webhooks"),
    path("staff/webhooks/new", staff_webhooks.new_webhook, name="staff-webhook-new"),
    path("staff/webhooks/<id:hook_id>", staff_webhooks.webhook, name="staff-webhook"),
    path("staff/webhooks/<id:hook_id>/<slug:act>", staff_webhooks.webhook_act, name="staff-webhook-act"),
    path(
        "staff/webhooks/<id:hook_id>/deliveries/<id:delivery_id>/replay",
        staff_webhooks.replay_delivery,
        name="staff-webhook-replay",
    ),
    path("staff/metrics", staff_metrics.metrics, name="staff-metrics"),
    path("metrics", staff_metrics.metrics_text, name="metrics"),
    path("staff/audit", staff_audit.audit, name="staff-audit"),
    path("staff/groups", staff_groups.group_list, name="staff-groups"),
    path("staff/groups/new", staff_groups.new_group, name="staff-group-new"),
    path("staff/groups/<id:group_id>", staff_groups.group, name="staff-group"),
    path("staff/groups/<id:group_id>/<slug:act>", staff_groups.group_members_act, name="staff-group-act"),
    path("staff/sanctions", staff_sanctions.sanction_list, name="staff-sanctions"),
    path("staff/sanctions/<id:member_id>", staff_sanctions.sanction, name="staff-sanction"),
    path("staff/ranks", staff_ranks.rank_list, name="staff-ranks"),
    path("staff/credits/adjust", staff_adjust.adjust, name="staff-adjust"),
    path("staff/credits", staff_ranks.credit_rule_list, name="staff-credits"),
    path("staff/credits/<id:rule_id>/remove", staff_ranks.credit_rule_remove, name="staff-credit-remove"),
]
