"""Roles, and what each may do. Where, is the area of each person: a place and all below it, or the whole country."""

from enum import StrEnum


class Role(StrEnum):
    AGENT = "agent"
    """follows contacts, logs cases and stock, at a facility"""
    IN_CHARGE = "in_charge"
    """answers for a facility"""
    DISTRICT = "district"
    REGIONAL = "regional"
    NATIONAL = "national"
    """coordinators, by level"""
    EDITOR = "editor"
    """writes official messages"""
    APPROVER = "approver"
    """approves official messages; nobody approves their own (`messages.service`)"""
    ADMINISTRATOR = "administrator"
    """invites the others; sees nobody's illness"""


class Permission(StrEnum):
    SEE_PEOPLE = "see_people"
    """names, phones and health of people in their area"""
    TRACE = "trace"
    """log and change cases, contacts, follow-up"""
    VERIFY = "verify"
    """verify and classify cases, merge and undo"""
    REPORT_STOCK = "report_stock"
    SEE_STOCK = "see_stock"
    SEE_FIGURES = "see_figures"
    """statistics and indicators, without names"""
    EXPORT = "export"
    """line lists, without names; with them only who may SEE_PEOPLE"""
    EDIT_MESSAGES = "edit_messages"
    APPROVE_MESSAGES = "approve_messages"
    ANSWER_PEOPLE = "answer_people"
    """talk to people who asked for a human"""
    INVITE = "invite"
    """invite and revoke staff of their area, below their own role"""
    SEE_AUDIT = "see_audit"


_FIELD = frozenset({Permission.SEE_PEOPLE, Permission.TRACE, Permission.REPORT_STOCK, Permission.SEE_STOCK, Permission.ANSWER_PEOPLE})
_COORDINATES = _FIELD | {Permission.VERIFY, Permission.SEE_FIGURES, Permission.EXPORT, Permission.INVITE}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _FIELD | {Permission.VERIFY},
    Role.IN_CHARGE: _FIELD | {Permission.VERIFY, Permission.SEE_FIGURES},
    Role.DISTRICT: _COORDINATES,
    Role.REGIONAL: _COORDINATES,
    Role.NATIONAL: _COORDINATES | {Permission.SEE_AUDIT},
    Role.EDITOR: frozenset({Permission.EDIT_MESSAGES, Permission.SEE_FIGURES}),
    Role.APPROVER: frozenset({Permission.EDIT_MESSAGES, Permission.APPROVE_MESSAGES, Permission.SEE_FIGURES}),
    Role.ADMINISTRATOR: frozenset({Permission.INVITE, Permission.SEE_AUDIT, Permission.SEE_FIGURES}),
}

LEVELS = (Role.AGENT, Role.IN_CHARGE, Role.DISTRICT, Role.REGIONAL, Role.NATIONAL)
"""Of those who answer for people, the nearest first."""


def may(role: Role, permission: Permission) -> bool:
    return permission in PERMISSIONS[role]


def may_invite(inviter: Role, role: Role) -> bool:
    """An administrator invites anybody; a coordinator those of a lower level; nobody else anybody."""
    if inviter is Role.ADMINISTRATOR:
        return True
    return may(inviter, Permission.INVITE) and role in LEVELS and LEVELS.index(role) < LEVELS.index(inviter)
