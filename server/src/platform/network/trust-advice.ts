/** What to do about a certificate whose authority is not trusted; the same for git and for APIs. */
export const TRUST_ADVICE = 'to trust a private certificate authority, set TERRACE_VCS_CA_FILE'
