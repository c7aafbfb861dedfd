// Ten calls with the generated client, each of which prints what it got.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
)

func main() {
	ctx := context.Background()
	authorize := func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+os.Getenv("TERRACE_TOKEN"))
		return nil
	}
	client, err := NewClientWithResponses(os.Getenv("TERRACE_URL"), WithRequestEditorFn(authorize))
	must(err)

	var organization CreateOrganizationApplicationVndAPIPlusJSONRequestBody
	organization.Data.Attributes.Name = "acme"
	organization.Data.Attributes.Email = "platform@example.com"
	created, err := client.CreateOrganizationWithApplicationVndAPIPlusJSONBodyWithResponse(ctx, organization)
	must(err)
	fmt.Println("createOrganization", created.StatusCode(), created.ApplicationvndApiJSON201.Data.Id)

	one, part := 1, "acm"
	organizations, err := client.ListOrganizationsWithResponse(ctx, &ListOrganizationsParams{PageNumber: &one, PageSize: &one, Q: &part})
	must(err)
	pagination := organizations.ApplicationvndApiJSON200.Meta.Pagination
	fmt.Println("listOrganizations", organizations.StatusCode(), pagination.TotalCount, pagination.NextPage)

	var team CreateTeamApplicationVndAPIPlusJSONRequestBody
	team.Data.Attributes.Name = "builders"
	builders, err := client.CreateTeamWithApplicationVndAPIPlusJSONBodyWithResponse(ctx, "acme", nil, team)
	must(err)
	fmt.Println("createTeam", builders.StatusCode(), builders.ApplicationvndApiJSON200.Data.Attributes.Name)

	names := []string{"builders", "owners"}
	teams, err := client.ListTeamsWithResponse(ctx, "acme", &ListTeamsParams{FilterNames: &names})
	must(err)
	fmt.Println("listTeams", teams.StatusCode(), len(teams.ApplicationvndApiJSON200.Data))

	free, err := client.ValidateModuleAddressWithResponse(ctx, "acme", &ValidateModuleAddressParams{Name: "vpc", Provider: "aws"})
	must(err)
	fmt.Println("validateModuleAddress", free.StatusCode(), free.ApplicationvndApiJSON200.Data.Attributes.Valid)

	var module CreateRegistryModuleApplicationVndAPIPlusJSONRequestBody
	module.Data.Attributes.Name = "vpc"
	module.Data.Attributes.Provider = "aws"
	vpc, err := client.CreateRegistryModuleWithApplicationVndAPIPlusJSONBodyWithResponse(ctx, "acme", module)
	must(err)
	fmt.Println("createRegistryModule", vpc.StatusCode(), vpc.ApplicationvndApiJSON201.Data.Attributes.Status)

	var version CreateRegistryModuleVersionApplicationVndAPIPlusJSONRequestBody
	version.Data.Attributes.Version = "1.0.0"
	first, err := client.CreateRegistryModuleVersionWithApplicationVndAPIPlusJSONBodyWithResponse(ctx, "acme", "private", "acme", "vpc", "aws", version)
	must(err)
	fmt.Println("createRegistryModuleVersion", first.StatusCode(), first.ApplicationvndApiJSON201.Data.Links.Upload != nil)

	provider := "google"
	none, err := client.ListRegistryModulesWithResponse(ctx, "acme", &ListRegistryModulesParams{FilterProvider: &provider})
	must(err)
	fmt.Println("listRegistryModules", none.StatusCode(), len(none.ApplicationvndApiJSON200.Data))

	missing, err := client.RegistryListVersionsWithResponse(ctx, "acme", "nothing", "aws")
	must(err)
	fmt.Println("registryListVersions", missing.StatusCode(), missing.JSON404.Errors)

	deleted, err := client.DeleteRegistryModuleWithResponse(ctx, "acme", "private", "acme", "vpc", "aws")
	must(err)
	fmt.Println("deleteRegistryModule", deleted.StatusCode())
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
