/**
 * Up to this many hosts in all clusters, pages show each with all of its figures. Above it they show summaries, and
 * what a person asks for.
 */
export const MAX_HOSTS_IN_FULL = 80;
