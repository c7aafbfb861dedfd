// The kinds of VCS host that the API knows. `providers/` has the supported ones.

/** Names as HCP Terraform shows them; `forgejo`, `gitea` and `git` are this registry's own. */
export const SERVICE_PROVIDER_NAMES: Readonly<Record<string, string>> = {
  ado_server: 'Azure DevOps Server',
  ado_services: 'Azure DevOps Services',
  bitbucket_data_center: 'Bitbucket Data Center',
  bitbucket_hosted: 'Bitbucket Cloud',
  bitbucket_server: 'Bitbucket Server',
  bitbucket_server_legacy: 'Bitbucket Server Legacy',
  forgejo: 'Forgejo',
  git: 'Git',
  gitea: 'Gitea',
  github: 'GitHub',
  github_app: 'GitHub App',
  github_enterprise: 'GitHub Enterprise',
  gitlab_community_edition: 'GitLab Community Edition',
  gitlab_enterprise_edition: 'GitLab Enterprise Edition',
  gitlab_hosted: 'GitLab.com',
}

/** Its connections are GitHub Apps, with pages and routes of their own. The API never shows them as `oauth-clients`. */
export const GITHUB_APP = 'github_app'
