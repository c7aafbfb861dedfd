import type { CatalogueModule } from './catalogue-module.ts'

const LABELS = 'labels: Labels of all resources; project_id: Project in which it lives; region: Region'
const AZURE = 'resource_group_name: Resource group in which it is created; location: Azure region; tags: Tags of all resources'

export const OTHER_MODULES: readonly CatalogueModule[] = [
  // Azure
  {
    name: 'aks',
    provider: 'azurerm',
    about: 'Kubernetes cluster on Azure with node pools.',
    inputs: `${AZURE}; kubernetes_version: Version; agents_count: Nodes; agents_size: Size; network_plugin: kubenet or azure; rbac_aad_admin_group_object_ids: Administrators; oidc_issuer_enabled: Workload identity`,
    outputs: 'kube_config_raw: Credentials; aks_id: Id; oidc_issuer_url: Issuer',
    resources: 'azurerm_kubernetes_cluster azurerm_kubernetes_cluster_node_pool azurerm_log_analytics_workspace azurerm_role_assignment',
  },
  {
    name: 'virtual-network',
    provider: 'azurerm',
    about: 'Virtual network with subnets, peerings and route tables.',
    inputs: `${AZURE}; address_space: Ranges; subnet_prefixes: Ranges of subnets; dns_servers: Servers; service_endpoints: Endpoints`,
    outputs: 'vnet_id: Id; vnet_subnets: Ids of subnets',
    resources: 'azurerm_virtual_network azurerm_subnet azurerm_route_table azurerm_virtual_network_peering',
  },
  {
    name: 'network-security-group',
    provider: 'azurerm',
    about: 'Allowed and denied traffic of subnets.',
    inputs: `${AZURE}; custom_rules: Rules; predefined_rules: Presets; source_address_prefix: Range`,
    outputs: 'network_security_group_id: Id',
    resources: 'azurerm_network_security_group azurerm_network_security_rule',
  },
  {
    name: 'storage-account',
    provider: 'azurerm',
    about: 'Blob containers, file shares, queues and tables.',
    inputs: `${AZURE}; account_tier: Standard or Premium; account_replication_type: LRS, ZRS or GRS; containers: Blob containers; network_rules: Who may connect; blob_versioning_enabled: Keep old blobs`,
    outputs: 'primary_blob_endpoint: Address; primary_access_key: Key',
    resources: 'azurerm_storage_account azurerm_storage_container azurerm_storage_share azurerm_storage_management_policy',
  },
  {
    name: 'key-vault',
    provider: 'azurerm',
    about: 'Vault for keys, secrets and certificates.',
    inputs: `${AZURE}; sku_name: standard or premium; access_policies: Who may do what; purge_protection_enabled: Refuse purging; soft_delete_retention_days: Days until it is gone`,
    outputs: 'key_vault_id: Id; vault_uri: Address',
    resources: 'azurerm_key_vault azurerm_key_vault_access_policy azurerm_key_vault_secret azurerm_private_endpoint',
  },
  {
    name: 'postgresql',
    provider: 'azurerm',
    about: 'Flexible PostgreSQL servers with databases and firewall rules.',
    inputs: `${AZURE}; server_name: Name; administrator_login: Administrator; sku_name: Size; storage_mb: Megabytes; backup_retention_days: Days of backups; databases: Databases; high_availability: Standby`,
    outputs: 'server_fqdn: Host; administrator_password: Password',
    resources:
      'azurerm_postgresql_flexible_server azurerm_postgresql_flexible_server_database azurerm_postgresql_flexible_server_firewall_rule',
  },
  {
    name: 'app-service',
    provider: 'azurerm',
    about: 'Web apps on Linux or Windows with deployment slots.',
    inputs: `${AZURE}; service_plan_sku: Size; app_settings: Settings; site_config: Runtime; slots: Deployment slots; custom_hostnames: Hosts`,
    outputs: 'default_hostname: Host; identity_principal_id: Identity',
    resources: 'azurerm_linux_web_app azurerm_windows_web_app azurerm_service_plan azurerm_linux_web_app_slot',
  },
  {
    name: 'container-registry',
    provider: 'azurerm',
    about: 'Registry for container images, with replication and retention.',
    inputs: `${AZURE}; sku: Basic, Standard or Premium; georeplications: Regions; admin_enabled: Password access; retention_days: Days of untagged images`,
    outputs: 'login_server: Host; acr_id: Id',
    resources: 'azurerm_container_registry azurerm_container_registry_webhook azurerm_container_registry_scope_map',
  },
  {
    name: 'linux-vm',
    provider: 'azurerm',
    about: 'Virtual machines with Linux, disks and network interfaces.',
    inputs: `${AZURE}; size: Size; admin_username: User; ssh_keys: Keys; source_image_reference: Image; os_disk: Disk; custom_data: Script of the first boot`,
    outputs: 'vm_id: Id; private_ip_address: Address',
    resources: 'azurerm_linux_virtual_machine azurerm_network_interface azurerm_managed_disk azurerm_public_ip',
  },
  // Google
  {
    name: 'network',
    provider: 'google',
    about: 'VPC network with subnets, routes and firewall rules.',
    inputs: `${LABELS}; network_name: Name; subnets: Subnets; secondary_ranges: Ranges for pods and services; routing_mode: GLOBAL or REGIONAL; firewall_rules: Rules; shared_vpc_host: Share with other projects`,
    outputs: 'network_self_link: Link; subnets_ips: Ranges',
    resources:
      'google_compute_network google_compute_subnetwork google_compute_route google_compute_firewall google_compute_shared_vpc_host_project',
  },
  {
    name: 'kubernetes-engine',
    provider: 'google',
    about: 'GKE clusters with node pools, private or public.',
    inputs: `${LABELS}; kubernetes_version: Version; node_pools: Pools; ip_range_pods: Range of pods; release_channel: Channel; enable_private_nodes: Without public addresses; identity_namespace: Workload identity`,
    outputs: 'endpoint: Address; ca_certificate: Certificate; service_account: Account of nodes',
    resources: 'google_container_cluster google_container_node_pool google_service_account google_project_iam_member',
    submodules: {
      autopilot: {
        about: 'Clusters without node pools.',
        inputs: 'enable_vertical_pod_autoscaling: Resize pods',
        resources: 'google_container_cluster',
      },
    },
  },
  {
    name: 'cloud-sql',
    provider: 'google',
    about: 'MySQL, PostgreSQL and SQL Server instances with replicas.',
    inputs: `${LABELS}; database_version: Engine and version; tier: Size; availability_type: ZONAL or REGIONAL; read_replicas: Replicas; backup_configuration: Backups; authorized_networks: Who may connect`,
    outputs: 'instance_connection_name: Name for the proxy; private_address: Address',
    resources: 'google_sql_database_instance google_sql_database google_sql_user',
  },
  {
    name: 'cloud-storage',
    provider: 'google',
    about: 'Buckets with lifecycle rules and permissions.',
    inputs: `${LABELS}; names: Names; storage_class: Class; versioning: Keep old objects; lifecycle_rules: When objects expire; admins: Who manages; uniform_bucket_level_access: Without lists of single objects`,
    outputs: 'bucket_urls: Addresses',
    resources: 'google_storage_bucket google_storage_bucket_iam_binding google_storage_bucket_object',
  },
  {
    name: 'cloud-run',
    provider: 'google',
    about: 'Serverless containers that answer HTTP requests.',
    inputs: `${LABELS}; image: Image; container_concurrency: Requests at once; members: Who may call; traffic_split: Revisions; env_vars: Variables; vpc_access_connector: Into a network`,
    outputs: 'service_url: Address',
    resources: 'google_cloud_run_service google_cloud_run_domain_mapping google_cloud_run_service_iam_member',
  },
  {
    name: 'pubsub',
    provider: 'google',
    about: 'Topics and subscriptions for messages.',
    inputs: `${LABELS}; topic: Name; pull_subscriptions: Pull; push_subscriptions: Push; message_retention_duration: How long; schema: Schema of messages`,
    outputs: 'topic: Name; subscription_names: Names',
    resources: 'google_pubsub_topic google_pubsub_subscription google_pubsub_schema',
  },
  {
    name: 'project-factory',
    provider: 'google',
    about: 'Projects with billing, APIs, service accounts and a shared network.',
    inputs: `${LABELS}; billing_account: Who pays; org_id: Organization; activate_apis: APIs to enable; folder_id: Folder; budget_amount: Budget`,
    outputs: 'project_number: Number; service_account_email: Account',
    resources: 'google_project google_project_service google_service_account google_billing_budget google_resource_manager_lien',
  },
  {
    name: 'bigquery',
    provider: 'google',
    about: 'Datasets, tables, views and routines of the data warehouse.',
    inputs: `${LABELS}; dataset_id: Name; tables: Tables; views: Views; access: Who may read; default_table_expiration_ms: When tables expire`,
    outputs: 'bigquery_dataset: Dataset; table_ids: Ids',
    resources: 'google_bigquery_dataset google_bigquery_table google_bigquery_routine',
  },
  // Kubernetes
  {
    name: 'ingress-nginx',
    provider: 'kubernetes',
    about: 'Ingress controller that routes requests into the cluster.',
    inputs:
      'namespace: Namespace; chart_version: Version of the chart; replicas: How many; load_balancer_ip: Address; default_ssl_certificate: Certificate; ingress_class_name: Class',
    outputs: 'ingress_class: Class; namespace: Namespace',
    resources: 'helm_release kubernetes_namespace kubernetes_config_map',
  },
  {
    name: 'cert-manager',
    provider: 'kubernetes',
    about: "Issues certificates of Let's Encrypt and of internal authorities.",
    inputs: 'namespace: Namespace; issuer_email: Contact; solvers: How domains are proved; install_crds: With definitions',
    outputs: 'cluster_issuer_name: Issuer',
    resources: 'helm_release kubernetes_namespace kubernetes_manifest kubernetes_secret',
  },
  {
    name: 'prometheus-stack',
    provider: 'kubernetes',
    about: 'Monitoring of clusters: Prometheus, Grafana and Alertmanager.',
    inputs:
      'namespace: Namespace; retention: How long metrics are kept; grafana_admin_password: Password; alert_receivers: Who is told; storage_size: Gigabytes',
    outputs: 'grafana_url: Address',
    resources: 'helm_release kubernetes_namespace kubernetes_secret kubernetes_config_map',
  },
  {
    name: 'namespace',
    provider: 'kubernetes',
    about: 'Namespaces with quotas, limits, network policies and role bindings.',
    inputs:
      'name: Name; labels: Labels; resource_quota: Most processors and memory; limit_range: Limits of containers; network_policies: Allowed traffic; admins: Who manages',
    outputs: 'name: Name; service_account_name: Account',
    resources:
      'kubernetes_namespace kubernetes_resource_quota kubernetes_limit_range kubernetes_network_policy kubernetes_role_binding kubernetes_service_account',
  },
]
