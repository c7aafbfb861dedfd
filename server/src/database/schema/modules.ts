// Modules, their versions, and everything about them.
import type {
  DeletedModuleId,
  NoCodeModuleId,
  OrganizationId,
  RegistryModuleId,
  RegistryModuleVersionId,
  TagBindingId,
  VariableOptionId,
  VcsRepositoryId,
} from '../../kernel/index.ts'
import type { Flag, Json, Time } from './columns.ts'

export interface ModuleTables {
  // registry-modules/
  registry_modules: {
    id: RegistryModuleId
    organization_id: OrganizationId
    registry_name: 'private' | 'public'
    namespace: string
    name: string
    provider: string
    status: 'pending' | 'no_version_tags' | 'setup_failed' | 'setup_complete'
    publishing_mechanism: 'git_tag' | 'branch' | 'non_vcs'
    no_code: Flag
    vcs_repository_id: VcsRepositoryId | null
    display_identifier: string | null
    branch: string | null
    initial_version: string | null
    tag_prefix: string | null
    source_directory: string | null
    ingress_submodules: Flag
    /** of before webhooks belonged to repositories: unused, unique */
    webhook_uuid: string
    test_config: Json | null
    /** name, namespace, provider and description in lower case, for substring search */
    search_text: string
    description: string
    latest_version: string | null
    status_detail: string | null
    created_at: Time
    updated_at: Time
  }
  registry_module_versions: {
    id: RegistryModuleVersionId
    registry_module_id: RegistryModuleId
    /** unique in the module */
    version: string
    /** sorts as SemVer does */
    version_sort: string
    status: 'pending' | 'cloning' | 'clone_failed' | 'reg_ingress_req_failed' | 'reg_ingressing' | 'reg_ingress_failed' | 'ok'
    /** `tfe-api`, or the VCS service provider */
    source: string
    tag: string | null
    /** of an annotated tag, as `keptTagMessage` keeps it */
    tag_message: string | null
    branch: string | null
    commit_sha: string | null
    error: string | null
    error_file: string | null
    error_line: number | null
    archive_key: string | null
    /** hex */
    archive_sha256: string | null
    archive_size: number | null
    /** 0: never */
    archive_checked_at: Time
    /** what the last look at the archive found; null: nothing wrong */
    archive_problem: 'damaged' | 'missing' | 'unreadable' | null
    /** of the file that was looked at; another one is worth another look */
    archive_fingerprint: string | null
    /** the files of a failed version, for people to read: never served to clients; null when they were not kept */
    failed_archive_key: string | null
    failed_archive_size: number | null
    /** of the archive that was uploaded, hex; null for versions that come from a repository */
    upload_sha256: string | null
    /** bytes; null as well when it was uploaded before that was recorded */
    upload_size: number | null
    /** key into module_inspections */
    inspection_key: string | null
    published_at: Time | null
    /** `{"reason", "link"}`; see registry-modules/version-lifecycle.ts */
    deprecation: Json | null
    /** `{"message", "link", "replacement"}`; only of deprecated versions */
    revocation: Json | null
    /** how often its archive was asked for; written in batches */
    downloads: number
    created_at: Time
    updated_at: Time
  }
  /** What the tag of a published version adds to that of the one before, where the host told. */
  registry_module_version_commits: {
    registry_module_version_id: RegistryModuleVersionId
    /** the version before */
    since_version: string
    /** `MAX_COUNTED` stands for that many or more */
    total: number
    /** the newest: `[{"sha", "title", "author", "committedAtMs"}]` */
    commits: Json
  }
  /** What inspection found, once per identical tree. `document` is JSON in gzip in base64, or JSON as earlier releases stored it. */
  module_inspections: {
    key: string
    document: string
    /** of the document; 0 when a release made it that recorded none */
    format: number
    /** when the archive could not be inspected again; 0: never */
    tried_at: Time
    created_at: Time
  }
  /** Where the files of an archive are in it, as the archivist's `encodeContents` writes it. */
  archive_contents: { archive_key: string; contents: string }
  /** Every tag ever seen for a module, with the decision on it. */
  registry_module_tags: {
    registry_module_id: RegistryModuleId
    tag: string
    /** of the peeled commit as last seen */
    commit_sha: string
    /** what the tag points to: its own object when it is annotated, else the commit; null when it was last seen by an older release */
    object_sha: string | null
    /** the commit that was imported, when it differs from commit_sha the tag was moved */
    imported_commit_sha: string | null
    decision:
      | 'pending'
      | 'imported'
      | 'failed'
      | 'duplicate'
      | 'not_semver'
      | 'wrong_prefix'
      | 'no_configuration'
      | 'over_quota'
      | 'deleted'
      | 'moved'
    reason: string
    version: string | null
    first_seen_at: Time
    last_seen_at: Time
    /** when the tag was no longer in the repository */
    gone_at: Time | null
  }
  /** The answer to `versions`, prepared once per change. */
  registry_module_documents: { registry_module_id: RegistryModuleId; versions_json: string; revision: number }
  /** What a list of modules shows of their versions, written with every change of them. */
  registry_module_totals: {
    registry_module_id: RegistryModuleId
    published_versions: number
    failed_versions: number
    unfinished_versions: number
    latest_deprecated: Flag
    /** when a version was last published */
    last_published_at: Time | null
    /** of all versions, deleted ones too; written in batches */
    downloads: number
  }
  /** A module in the search index: what it is filtered, counted and sorted by. */
  module_search_documents: {
    /** random, and the same for as long as the module exists */
    number: number
    registry_module_id: RegistryModuleId
    organization_id: OrganizationId
    registry_name: 'private' | 'public'
    provider: string
    status: 'pending' | 'no_version_tags' | 'setup_failed' | 'setup_complete'
    /** whether the import of a version failed */
    has_failed: Flag
    /** of the latest version */
    is_deprecated: Flag
    /** name, provider, namespace and registry with blanks between: sorts as lists do */
    address: string
    /** the indexed version; empty for none */
    version: string
    /** of the index; an older one is filled anew */
    format: number
    /** of what was indexed: the same one needs no work */
    fingerprint: string
    /** of its organization */
    facets: number
  }
  /** What some modules of an organization have in common, and are counted by: registry, provider, status, labels. */
  module_search_facets: {
    organization_id: OrganizationId
    number: number
    /** see registry-modules/search-index/facets.ts */
    facets: Json
  }
  /** What explains why a module was found: see registry-modules/search-index/content.ts */
  module_search_contents: { document: number; content: string }
  /** How much a word or an identifier says of a module. */
  module_search_postings: {
    document: number
    /** a word, or a marked identifier; see registry-modules/search-index/terms.ts */
    term: string
    /** of the organization */
    space: number
    weight: number
  }
  /** Every word of an organization's modules, to complete and to correct what people type. */
  module_search_words: { organization_id: OrganizationId; word: string }
  /** Parts of these words; see registry-modules/search-index/grams.ts */
  module_search_grams: { organization_id: OrganizationId; gram: string; word: string }
  /** Labels people put on a module. Unique by module and key. */
  registry_module_tag_bindings: {
    id: TagBindingId
    registry_module_id: RegistryModuleId
    key: string
    value: string
    /** as given, from 0 */
    position: number
  }
  /** At most one per module: how it is offered to people who write no configuration. */
  no_code_modules: {
    id: NoCodeModuleId
    registry_module_id: RegistryModuleId
    organization_id: OrganizationId
    enabled: Flag
    version_pin: string | null
    created_at: Time
    updated_at: Time
  }
  /** What may be chosen for a variable of a no-code module. */
  no_code_variable_options: {
    id: VariableOptionId
    no_code_module_id: NoCodeModuleId
    variable_name: string
    variable_type: string
    /** array of strings */
    options: Json
    position: number
  }
  /** What was deleted and can still be restored: the rows themselves, as text. */
  deleted_registry_modules: {
    id: DeletedModuleId
    organization_id: OrganizationId
    /** which module it was, or whose version */
    registry_module_id: RegistryModuleId
    registry_name: 'private' | 'public'
    namespace: string
    name: string
    provider: string
    /** null: the module with everything it had */
    version: string | null
    version_count: number
    snapshot: Json
    /** the id of the user, team or organization */
    deleted_by: string
    deleted_at: Time
    /** from then on it is purged */
    expires_at: Time
  }
  /** Objects that what was deleted needs when it is restored. */
  deleted_module_archives: {
    deletion_id: DeletedModuleId
    archive_key: string
    /** null when it was deleted before that was recorded */
    archive_size: number | null
    /** as in registry_module_versions */
    archive_checked_at: Time
    archive_problem: 'damaged' | 'missing' | 'unreadable' | null
    archive_fingerprint: string | null
  }
  /** Where deleted modules came from, for good: what is published by itself leaves these alone. */
  deleted_module_repositories: {
    organization_id: OrganizationId
    provider: string
    name: string
    /** as text: outlives the connection; empty, with the identifier, when it is not known */
    oauth_token_id: string
    identifier: string
    /** the host's own */
    external_id: string | null
    deleted_at: Time
  }
  /** Downloads of a module per day. @see registry_module_versions.downloads for those of a version */
  registry_module_downloads: {
    registry_module_id: RegistryModuleId
    /** days since the epoch, UTC */
    day: number
    downloads: number
  }
  /** Who had downloaded a version; kept while the version exists or can be restored. */
  registry_module_version_consumers: {
    registry_module_version_id: RegistryModuleVersionId
    /** the owner of the token: a user, a team or an organization */
    consumer_id: string
    registry_module_id: RegistryModuleId
    first_downloaded_at: Time
    /** to the day; 0 in rows of earlier releases */
    last_downloaded_at: Time
  }
}
