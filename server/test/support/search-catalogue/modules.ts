// A catalogue as an organization with several clouds has it: written for the tests of the search, after no existing module.

export interface CatalogueModule {
  name: string
  provider: string
  /** the first paragraph of the README */
  about: string
  /** the rest of it */
  more?: string
  /** `name: description`, separated by semicolons */
  inputs: string
  outputs: string
  resources: string
  submodules?: Record<string, { about: string; inputs: string; resources: string }>
}

const TAGS = 'tags: Tags of all resources; name: Name of what is created'
const LABELS = 'labels: Labels of all resources; project_id: Project in which it lives; region: Region'
const AZURE = 'resource_group_name: Resource group in which it is created; location: Azure region; tags: Tags of all resources'

export const MODULES: readonly CatalogueModule[] = [
  // AWS
  {
    name: 'vpc',
    provider: 'aws',
    about: 'Network of the platform: subnets in several zones, routes, NAT and flow logs.',
    more: '## NAT scenarios\n\nOne NAT gateway for all zones costs less than one for each zone.\n\n## Peering\n\nSee the module for peering.',
    inputs: `${TAGS}; cidr: IPv4 range of the network; azs: Availability zones; private_subnets: Ranges of private subnets; public_subnets: Ranges of public subnets; enable_nat_gateway: Whether private subnets reach the internet; single_nat_gateway: One gateway for all zones; enable_flow_log: Whether traffic is recorded; enable_dns_hostnames: Host names for instances`,
    outputs: 'vpc_id: Id of the network; private_subnets: Ids of private subnets; nat_public_ips: Addresses of the gateways',
    resources: 'aws_vpc aws_subnet aws_route_table aws_route aws_nat_gateway aws_internet_gateway aws_eip aws_flow_log',
    submodules: {
      endpoints: {
        about: 'Interface and gateway endpoints for services of AWS.',
        inputs: 'endpoints: Services to reach privately; security_group_ids: Groups of the endpoints',
        resources: 'aws_vpc_endpoint aws_security_group',
      },
    },
  },
  {
    name: 'vpc-peering',
    provider: 'aws',
    about: 'Connects two networks, in one account or across accounts.',
    inputs: `${TAGS}; requester_vpc_id: Network that asks; accepter_vpc_id: Network that accepts; auto_accept: Accept at once`,
    outputs: 'connection_id: Id of the connection',
    resources: 'aws_vpc_peering_connection aws_vpc_peering_connection_accepter aws_route',
  },
  {
    name: 'transit-gateway',
    provider: 'aws',
    about: 'Hub that connects many networks and sites.',
    inputs: `${TAGS}; vpc_attachments: Networks to attach; share_with: Accounts that may attach; amazon_side_asn: Number of the autonomous system`,
    outputs: 'transit_gateway_id: Id of the hub',
    resources: 'aws_ec2_transit_gateway aws_ec2_transit_gateway_vpc_attachment aws_ram_resource_share',
  },
  {
    name: 'eks',
    provider: 'aws',
    about: 'Kubernetes cluster with managed node groups and add-ons.',
    more: '## Access\n\nRoles of people are mapped with access entries.\n\n## Autoscaling\n\nKarpenter adds nodes on demand.',
    inputs: `${TAGS}; cluster_version: Version of Kubernetes; subnet_ids: Subnets of the nodes; eks_managed_node_groups: Groups of nodes; enable_irsa: Roles for service accounts; cluster_addons: Add-ons; cluster_endpoint_public_access: Reach the API from the internet`,
    outputs: 'cluster_endpoint: Address of the API; oidc_provider_arn: Identity provider; cluster_certificate_authority_data: Certificate',
    resources:
      'aws_eks_cluster aws_eks_node_group aws_eks_addon aws_iam_role aws_iam_openid_connect_provider aws_security_group aws_kms_key',
    submodules: {
      karpenter: {
        about: 'Permissions and queue that Karpenter needs.',
        inputs: 'queue_name: Queue of interruptions',
        resources: 'aws_sqs_queue aws_iam_role',
      },
      'fargate-profile': { about: 'Pods without nodes.', inputs: 'selectors: Which pods', resources: 'aws_eks_fargate_profile' },
    },
  },
  {
    name: 'ecs-service',
    provider: 'aws',
    about: 'Containers that run on Fargate behind a load balancer.',
    inputs: `${TAGS}; container_image: Image to run; cpu: Units of processor; memory: Megabytes; desired_count: How many tasks; target_group_arn: Where requests come from; autoscaling_max_capacity: Most tasks`,
    outputs: 'service_name: Name of the service; task_role_arn: Role of the tasks',
    resources: 'aws_ecs_service aws_ecs_task_definition aws_iam_role aws_cloudwatch_log_group aws_appautoscaling_target',
  },
  {
    name: 's3-bucket',
    provider: 'aws',
    about: 'Object storage with encryption, versioning, lifecycle rules and replication.',
    more: '## Static websites\n\nA bucket can serve a static website.',
    inputs: `${TAGS}; bucket: Name of the bucket; versioning: Keep old objects; lifecycle_rule: When objects expire or move; server_side_encryption_configuration: Key for encryption; block_public_acls: Refuse public access; replication_configuration: Copy to another region; cors_rule: Origins that browsers may read from`,
    outputs: 's3_bucket_id: Name; s3_bucket_arn: ARN; s3_bucket_bucket_regional_domain_name: Host',
    resources:
      'aws_s3_bucket aws_s3_bucket_policy aws_s3_bucket_versioning aws_s3_bucket_lifecycle_configuration aws_s3_bucket_public_access_block aws_s3_bucket_replication_configuration',
  },
  {
    name: 'rds',
    provider: 'aws',
    about: 'Relational databases: PostgreSQL, MySQL and MariaDB instances with backups.',
    inputs: `${TAGS}; engine: postgres, mysql or mariadb; engine_version: Version; instance_class: Size; allocated_storage: Gigabytes; multi_az: Standby in another zone; backup_retention_period: Days of backups; deletion_protection: Refuse deletion; master_username: Administrator`,
    outputs: 'db_instance_endpoint: Address; db_instance_master_user_secret_arn: Secret of the password',
    resources: 'aws_db_instance aws_db_subnet_group aws_db_parameter_group aws_db_option_group aws_iam_role',
  },
  {
    name: 'rds-aurora',
    provider: 'aws',
    about: 'Aurora clusters, provisioned or serverless, with read replicas.',
    inputs: `${TAGS}; engine: aurora-postgresql or aurora-mysql; instances: Writers and readers; serverlessv2_scaling_configuration: Least and most capacity; backup_retention_period: Days of backups`,
    outputs: 'cluster_endpoint: Address for writing; cluster_reader_endpoint: Address for reading',
    resources: 'aws_rds_cluster aws_rds_cluster_instance aws_db_subnet_group aws_appautoscaling_policy',
  },
  {
    name: 'dynamodb-table',
    provider: 'aws',
    about: 'Key-value table with autoscaling, streams and global replicas.',
    inputs: `${TAGS}; hash_key: Partition key; range_key: Sort key; billing_mode: On demand or provisioned; ttl_enabled: Items expire; point_in_time_recovery_enabled: Continuous backups; stream_enabled: Stream of changes`,
    outputs: 'dynamodb_table_arn: ARN; dynamodb_table_stream_arn: ARN of the stream',
    resources: 'aws_dynamodb_table aws_appautoscaling_target aws_appautoscaling_policy',
  },
  {
    name: 'elasticache',
    provider: 'aws',
    about: 'Redis and Memcached caches.',
    inputs: `${TAGS}; engine: redis or memcached; node_type: Size; num_cache_nodes: How many; transit_encryption_enabled: Encrypt traffic; auth_token: Password`,
    outputs: 'replication_group_primary_endpoint_address: Address',
    resources: 'aws_elasticache_cluster aws_elasticache_replication_group aws_elasticache_subnet_group aws_elasticache_parameter_group',
  },
  {
    name: 'lambda',
    provider: 'aws',
    about: 'Serverless functions: builds the package, creates the role and the triggers.',
    inputs: `${TAGS}; function_name: Name; handler: Entry point; runtime: Language; source_path: Where the code is; layers: Layers; environment_variables: Variables; timeout: Seconds; vpc_subnet_ids: Run inside a network`,
    outputs: 'lambda_function_arn: ARN; lambda_function_invoke_arn: For API Gateway',
    resources:
      'aws_lambda_function aws_lambda_layer_version aws_lambda_permission aws_lambda_event_source_mapping aws_iam_role aws_cloudwatch_log_group',
  },
  {
    name: 'apigateway-v2',
    provider: 'aws',
    about: 'HTTP and WebSocket APIs with custom domains and authorizers.',
    inputs: `${TAGS}; protocol_type: HTTP or WEBSOCKET; routes: Routes and integrations; cors_configuration: Allowed origins; domain_name: Custom domain; authorizers: JWT authorizers`,
    outputs: 'api_endpoint: Address; api_id: Id',
    resources:
      'aws_apigatewayv2_api aws_apigatewayv2_route aws_apigatewayv2_integration aws_apigatewayv2_stage aws_apigatewayv2_domain_name',
  },
  {
    name: 'alb',
    provider: 'aws',
    about: 'Application and network load balancers with listeners and target groups.',
    inputs: `${TAGS}; load_balancer_type: application or network; listeners: Ports and rules; target_groups: Where requests go; enable_deletion_protection: Refuse deletion; idle_timeout: Seconds; web_acl_arn: Firewall`,
    outputs: 'dns_name: Host; target_groups: ARNs; zone_id: Zone for alias records',
    resources: 'aws_lb aws_lb_listener aws_lb_listener_rule aws_lb_target_group aws_security_group',
  },
  {
    name: 'cloudfront',
    provider: 'aws',
    about: 'Content delivery network in front of buckets and servers.',
    inputs: `${TAGS}; origin: Origins; default_cache_behavior: How answers are cached; aliases: Domain names; viewer_certificate: Certificate; price_class: Which edge locations; custom_error_response: Pages for errors`,
    outputs: 'cloudfront_distribution_id: Id; cloudfront_distribution_domain_name: Host',
    resources: 'aws_cloudfront_distribution aws_cloudfront_origin_access_control aws_cloudfront_function',
  },
  {
    name: 'route53',
    provider: 'aws',
    about: 'DNS zones and records.',
    inputs: `${TAGS}; zones: Zones; records: Records of a zone; private_zone: Only inside of networks`,
    outputs: 'name_servers: Servers of the zone; zone_id: Id',
    resources: 'aws_route53_zone aws_route53_record aws_route53_health_check',
    submodules: {
      'resolver-endpoints': {
        about: 'Resolves names across networks.',
        inputs: 'direction: INBOUND or OUTBOUND',
        resources: 'aws_route53_resolver_endpoint',
      },
    },
  },
  {
    name: 'acm',
    provider: 'aws',
    about: 'TLS certificates, validated through DNS.',
    inputs: `${TAGS}; domain_name: Host; subject_alternative_names: More hosts; zone_id: Zone for the validation; validation_method: DNS or EMAIL`,
    outputs: 'acm_certificate_arn: ARN of the certificate',
    resources: 'aws_acm_certificate aws_acm_certificate_validation aws_route53_record',
  },
  {
    name: 'security-group',
    provider: 'aws',
    about: 'Firewall rules for instances, with presets for common ports.',
    inputs: `${TAGS}; vpc_id: Network; ingress_rules: Allowed incoming traffic; egress_rules: Allowed outgoing traffic; ingress_cidr_blocks: Allowed ranges`,
    outputs: 'security_group_id: Id',
    resources: 'aws_security_group aws_security_group_rule aws_vpc_security_group_ingress_rule',
    submodules: { ssh: { about: 'Port 22.', inputs: 'auto_ingress_rules: Preset', resources: 'aws_security_group_rule' } },
  },
  {
    name: 'iam-role',
    provider: 'aws',
    about: 'Roles with trust policies, and policies attached to them.',
    inputs: `${TAGS}; trusted_role_arns: Who may assume it; role_requires_mfa: Second factor; max_session_duration: Seconds; custom_role_policy_arns: Policies; permissions_boundary: Upper limit of permissions`,
    outputs: 'iam_role_arn: ARN; iam_instance_profile_name: Profile for instances',
    resources: 'aws_iam_role aws_iam_role_policy_attachment aws_iam_instance_profile',
  },
  {
    name: 'iam-user',
    provider: 'aws',
    about: 'People and machines with access keys.',
    inputs: `${TAGS}; create_access_key: Key for programs; pgp_key: Encrypts the secret; password_reset_required: New password at the first login; force_destroy: Delete with keys`,
    outputs: 'access_key_id: Key; encrypted_secret: Secret',
    resources: 'aws_iam_user aws_iam_access_key aws_iam_user_login_profile aws_iam_user_ssh_key',
  },
  {
    name: 'kms',
    provider: 'aws',
    about: 'Keys for encryption, with aliases, grants and rotation.',
    inputs: `${TAGS}; aliases: Aliases; enable_key_rotation: New material each year; key_administrators: Who manages it; key_users: Who encrypts with it; deletion_window_in_days: Days until it is gone; multi_region: Copies in other regions`,
    outputs: 'key_arn: ARN; key_id: Id',
    resources: 'aws_kms_key aws_kms_alias aws_kms_grant aws_kms_replica_key',
  },
  {
    name: 'secrets-manager',
    provider: 'aws',
    about: 'Secrets such as passwords and API keys, with rotation.',
    inputs: `${TAGS}; secret_string: Value; rotation_lambda_arn: Function that rotates; recovery_window_in_days: Days until it is gone; policy_statements: Who may read`,
    outputs: 'secret_arn: ARN; secret_id: Id',
    resources: 'aws_secretsmanager_secret aws_secretsmanager_secret_version aws_secretsmanager_secret_rotation',
  },
  {
    name: 'sqs',
    provider: 'aws',
    about: 'Message queues with dead letter queues.',
    inputs: `${TAGS}; fifo_queue: Strict order; visibility_timeout_seconds: Until a message returns; message_retention_seconds: How long it is kept; create_dlq: With a dead letter queue`,
    outputs: 'queue_url: Address; queue_arn: ARN; dead_letter_queue_arn: ARN',
    resources: 'aws_sqs_queue aws_sqs_queue_policy aws_sqs_queue_redrive_policy',
  },
  {
    name: 'sns',
    provider: 'aws',
    about: 'Topics that publish notifications to subscribers by e-mail, queue or function.',
    inputs: `${TAGS}; subscriptions: Who is told; fifo_topic: Strict order; topic_policy: Who may publish`,
    outputs: 'topic_arn: ARN',
    resources: 'aws_sns_topic aws_sns_topic_subscription aws_sns_topic_policy',
  },
  {
    name: 'cloudwatch-alarms',
    provider: 'aws',
    about: 'Monitoring: alarms on metrics, dashboards and log filters.',
    inputs: `${TAGS}; alarm_actions: Topics to tell; metric_name: Metric; threshold: Limit; evaluation_periods: How often; log_group_retention: Days of logs`,
    outputs: 'alarm_arns: ARNs',
    resources: 'aws_cloudwatch_metric_alarm aws_cloudwatch_dashboard aws_cloudwatch_log_metric_filter',
  },
  {
    name: 'autoscaling',
    provider: 'aws',
    about: 'Groups of instances that grow and shrink, with launch templates.',
    inputs: `${TAGS}; min_size: Fewest; max_size: Most; desired_capacity: Wanted; instance_type: Size; mixed_instances_policy: Spot and on demand; health_check_type: EC2 or ELB; user_data: Script of the first boot`,
    outputs: 'autoscaling_group_name: Name; launch_template_id: Id',
    resources: 'aws_autoscaling_group aws_launch_template aws_autoscaling_policy aws_iam_instance_profile',
  },
  {
    name: 'ec2-instance',
    provider: 'aws',
    about: 'Virtual machines.',
    inputs: `${TAGS}; ami: Image; instance_type: Size; key_name: SSH key; user_data: Script of the first boot; root_block_device: Disk; associate_public_ip_address: Public address; monitoring: Detailed metrics`,
    outputs: 'public_ip: Address; id: Id; private_dns: Name',
    resources: 'aws_instance aws_eip aws_ebs_volume aws_volume_attachment',
  },
  {
    name: 'msk',
    provider: 'aws',
    about: 'Managed Apache Kafka clusters.',
    inputs: `${TAGS}; kafka_version: Version; number_of_broker_nodes: Brokers; broker_node_instance_type: Size; encryption_in_transit_client_broker: TLS`,
    outputs: 'bootstrap_brokers: Addresses; zookeeper_connect_string: Addresses',
    resources: 'aws_msk_cluster aws_msk_configuration aws_msk_scram_secret_association',
  },
  {
    name: 'waf',
    provider: 'aws',
    about: 'Web application firewall with managed rules, rate limits and lists of addresses.',
    inputs: `${TAGS}; managed_rules: Rules of AWS; rate_limit: Requests in five minutes; ip_sets: Lists of addresses; scope: REGIONAL or CLOUDFRONT`,
    outputs: 'web_acl_arn: ARN',
    resources: 'aws_wafv2_web_acl aws_wafv2_ip_set aws_wafv2_web_acl_association',
  },
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
