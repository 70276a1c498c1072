"""Drafts of a tender: requirements in words, evaluation sheet, part of the notice."""
